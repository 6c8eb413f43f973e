"""Whole messages: the walkthrough's, the standard library's, any bytes at all."""

import base64
import email
import email.policy
import time
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.message import Message, read

# The walkthrough's mail 35, without its trace fields: a quoted encoded word, GBK, base64.
AUTO_REPLY = """\
From: "=?gb18030?B?Y2hlbnphb2Zlbmc=?=" <51****521@qq.com>
To: za*****en@163.com
Subject: =?gbk?B?19S2r7vYuLQ6aGVsbG8gd29ybGQ=?=
Mime-Version: 1.0
Content-Type: text/html;
        charset="gbk"
Content-Transfer-Encoding: base64
X-CM-TRANSID:WsCowAAH4Dv04MRekurPAA--.17594S3
Sender: 51****521+auto_=za*****en=163.com@qq.com

xPq1xNPKvP7O0tLRvq3K1bW9wcujrNC70LujoQ==
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_walkthroughs_mail(end: str) -> None:
    source = AUTO_REPLY.replace("\n", end).encode()
    message = read(source)
    headers = dict(message.headers)
    assert headers["From"] == '"chenzaofeng" <51****521@qq.com>'
    assert headers["Subject"] == "自动回复:hello world"
    assert headers["Content-Type"] == 'text/html; charset="gbk"'
    assert message.text == "您的邮件我已经收到了，谢谢！"
    assert (message.octets, message.truncated) == (len(source), False)


def test_what_a_learner_types() -> None:
    source = b"from:<a@163.com>\r\nsubject:This is a test\r\n\r\nThis is <b>bold</b>\r\n\r\n"
    expected = (("from", "<a@163.com>"), ("subject", "This is a test"))
    assert read(source) == Message(
        expected, "This is <b>bold</b>\n\n", len(source), False, "text/plain"
    )


def test_only_the_beginning_of_a_message() -> None:
    message = read(AUTO_REPLY.encode()[:-20], octets=1593)
    assert message.text == r"您的邮件我已经\xca"
    assert (message.octets, message.truncated) == (1593, True)


@given(st.binary())
@example(b"Content-Type: multipart/mixed; boundary=\xff\n\n--\xff\n")
@example(b"Content-Type: text/plain; charset=\0\n\n\xff")
def test_no_bytes_raise(source: bytes) -> None:
    message = read(source)
    repr(message).encode("utf-8")
    assert message.octets == len(source)


# Bytes that are nearly a message get further than bytes that are none.
NEARLY = st.lists(
    st.sampled_from(
        [
            *(
                b"\r\n",
                b"\n",
                b"\r",
                b" ",
                b"\t",
                b"\0",
                b"--",
                b"--b",
                b"--b--",
                b"\xff",
                b"=",
                b"?=",
            ),
            *(b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html", b"message/rfc822"),
            *(b"; charset=", b"gbk", b"utf-16", b"hz", b"idna", b'"', b"\\"),
            *(b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable"),
            *(b"Subject: =?gbk?B?", b"=?utf-8?q?", "你".encode("gbk"), "你".encode(), b"xOO6ww"),
        ]
    )
).map(b"".join)


@given(NEARLY)
def test_nothing_that_is_nearly_a_message_raises(source: bytes) -> None:
    repr(read(source)).encode("utf-8")


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1)


@given(
    # the library reads what looks like an encoded word before it writes it
    subject=PRINTABLE.map(str.strip).filter(lambda subject: "=?" not in subject),
    body=st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]) | st.just("\n")
    ),
    encoding=st.sampled_from(["base64", "quoted-printable", "8bit"]),
    html=st.booleans(),
)
def test_what_the_library_writes(subject: str, body: str, encoding: str, html: bool) -> None:
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["From"] = "a@example.test"
    letter["X-Subject"] = subject
    letter.set_content(body, cte=encoding)
    if html:
        letter.add_alternative("<b>html</b>", subtype="html")
    message = read(letter.as_bytes())
    # set_content ends the text with a line end if it had none
    assert message.text.rstrip("\n") == body.rstrip("\n")
    assert " ".join(dict(message.headers)["X-Subject"].split()) == " ".join(subject.split())


def test_the_library_reads_the_same_header_fields() -> None:
    theirs = email.message_from_string(AUTO_REPLY)
    assert [name for name, _ in read(AUTO_REPLY.encode()).headers] == theirs.keys()


@pytest.mark.parametrize("kind", ["text/plain", "multipart/mixed; boundary=b"])
def test_six_megabytes_take_no_time(kind: str) -> None:
    big = base64.encodebytes(bytes(4_300_000))
    text = b"--b\n\nhello\n--b\nContent-Type: application/zip\n"
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n".encode()
    source = head + (b"\n" + text if "b" in kind else b"") + b"\n" + big
    begin = time.perf_counter()
    message = read(source)
    assert time.perf_counter() - begin < 0.5  # some 0.03 s here
    assert message.text
