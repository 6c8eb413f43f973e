"""What has the shape of a secret is found; what only speaks of one is not."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.redaction.shapes import finds

WORD = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(WORD, WORD, st.booleans(), st.binary(max_size=20))
def test_a_login_in_base64_is_found_wherever_it_stands(
    name: str, code: str, named: bool, around: bytes
) -> None:
    pair = f"{name if named else ''}\0{name}\0{code}".encode()
    token = base64.b64encode(pair)
    before = around.replace(b"=", b"") + b"\n"
    (found,) = (find for find in finds(before + b"AUTH PLAIN " + token + b"\r\n" + around)
                if find.what == "pair")  # fmt: skip
    assert (found.start, found.end) == (len(before) + 11, len(before) + 11 + len(token))


@given(st.from_regex(r"[!-;=?-~]{1,30}", fullmatch=True).filter(lambda word: set(word) != {"*"}))
def test_a_password_of_pop3_is_found(code: str) -> None:
    if code.startswith("("):
        return
    for line in (f"PASS {code}\r\n", f"> pass {code}\n", f"C: PASS {code}", f"x\nPASS {code}\r\n"):
        found = [find for find in finds(line.encode()) if find.what == "pass"]
        assert [line.encode()[find.start : find.end].strip() for find in found] == [code.encode()]


@pytest.mark.parametrize(
    "text",
    [
        b"PASS ****\r\n",
        b"Type PASS and your code.\r\n",
        b"pass the salt please\r\n",
        b"PASS <your code>\r\n",
        b"PASS\r\n",
        b"250-AUTH LOGIN PLAIN\r\n",
        b"334 VXNlcm5hbWU6\r\n",
        base64.b64encode(bytes(range(57))) + b"\r\n",
        base64.b64encode(b"\0" * 57) + b"\r\n",
        base64.b64encode("你好，这是一封信".encode("gb18030")) + b"\r\n",
    ],
)
def test_what_only_speaks_of_one_is_not(text: bytes) -> None:
    assert list(finds(text)) == []


def test_nothing_makes_it_slow() -> None:
    """A stretch as long as the recorder writes them, of what the patterns like best."""
    for piece in (b"A", b"PASS ", b"=", b"\n>", b"PASS x\n", b"AAAA="):
        assert len(list(finds(piece * (65536 // len(piece))))) <= 20
