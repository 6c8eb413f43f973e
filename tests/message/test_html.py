"""HTML as text: what a reader sees comes out, what runs or is fetched does not; in linear time."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.html import as_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("plain", "plain\n"),
        ("您的邮件我已经收到了，谢谢！", "您的邮件我已经收到了，谢谢！\n"),
        ("a <b>bold</b>, <i>slanted</i>\n  b", "a bold, slanted b\n"),
        ("<p>one</p> <p>two<p>three<br>four<BR/>five", "one\n\ntwo\n\nthree\nfour\nfive\n"),
        ("<div><div>a</div></div><div>b</div>", "a\nb\n"),
        ("a<br><br><br><br>b", "a\n\nb\n"),
        ("<h1>Title</h1>text", "Title\n\ntext\n"),
        ("<ul><li>a</li><li>b</ul>c", "* a\n* b\n\nc\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c", "a  b\nc\n"),
        ("a<hr>b", "a\n-----\nb\n"),
        ("<pre>a\n  b</pre>  c\n d", "a\n  b\n\nc d\n"),
        (
            "&lt;b&gt; &amp;amp; &#20320;&#x597D;&nbsp;&hellip; &unknown; &",
            "<b> &amp; 你好 … &unknown; &\n",
        ),
        ("1 < 2 <3 <> a<b", "1 < 2 <3 <> a\n"),
        ("<!-- <b>hidden</b> -->a<!-->b<!doctype html><?xml x?></>c", "abc\n"),
        ("<!--[if mso]>Outlook<![endif]-->a<![if !mso]>b<![endif]>", "ab\n"),
        ("<head><title>T</title><style>p{}</style>x</head>a", "a\n"),
        ("<head><meta x><title>T</title><p>a", "a\n"),
        ("<script>if (a<b) '</p>'</script >a<STYLE>x</style\n>b", "ab\n"),
        ("<script>never closed", ""),
        (
            "<a href='https://x.example/?a=1&amp;b=2'>a <b>link</b></a>.",
            "a link (https://x.example/?a=1&b=2).\n",
        ),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example\n"),
        ("<a href=mailto:a@b.c>a@b.c</a>", "a@b.c\n"),
        ("<a href=#top>up</a> <a name=x>here</a>", "up here\n"),
        ("<a href=u>one <a href=v>two", "one (u) two (v)\n"),
        ("<a href=u><img src=x></a>", "[image] (u)\n"),
        (
            "<img alt='our logo' src=x>a<img src=x>b<img src=x alt=''>c",
            "[image: our logo]a[image]bc\n",
        ),
        ('<a title="a>b" href="u">x</a>', "x (u)\n"),
        ('<p title="never closed>a</p>b', "a\n\nb\n"),
        ("a\0b", "ab\n"),
        ("&#0;&#xD800;&#x110000;", "���\n"),
        ("&#0000000000000065;&#99999999999;", "A�\n"),
    ],
)
def test_as_text(source: str, text: str) -> None:
    assert as_text(source) == text


WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
TAGS = st.sampled_from(
    "b i p div span br table tr td li h1 blockquote center font a em strong u /p /div /b".split()
)


@given(WORDS, st.lists(TAGS), st.integers(0, 3))
def test_all_visible_text_comes_out_in_order(words: list[str], tags: list[str], rest: int) -> None:
    source = "".join(
        f"<{tags[number % len(tags)] if tags else 'p'} class='x' data-x=1>{html.escape(word)}\n"
        for number, word in enumerate(words)
    )
    shown = re.sub(r"\s|(?:^|(?<=\s))\*(?=\s)", "", as_text(source))
    assert shown.replace("*", "") == "".join(words).replace("*", "")


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<",
                    ">",
                    "</",
                    "<!--",
                    "-->",
                    "<!",
                    "<?",
                    "<a href=",
                    "<a ",
                    "</a>",
                    "<img alt=",
                ),
                *(
                    "<script>",
                    "</script>",
                    "<style",
                    "<head>",
                    "</head>",
                    "<pre>",
                    "</pre>",
                    "<td>",
                ),
                *('"', "'", "=", " ", "\n", "&", "&#", "&#x", "9", "00", ";", "amp", "x", "你"),
            ]
        )
    ).map("".join)
    | st.text()
)
def test_no_text_raises(source: str) -> None:
    shown = as_text(source)
    assert "<script>" not in shown
    shown.encode("utf-8")


HOSTILE = [
    *(
        "<",
        "<a ",
        '<a "',
        "<a '",
        "<a \"'",
        '<a ">',
        '">" <a ',
        "<!",
        "<!--",
        "<?",
        "</",
        "<a b=' >",
    ),
    *("<script>", "<script", "</script ", "<script></script", "<style>", "<title>", "<head>"),
    *("&", "&#", "&a", "&#9", "&#0", "<p>", "<br>", "<pre>", "<li>", "<td>x", "<a href=x>", "</a>"),
    *("<img alt = ", "<img alt=x ", "<img ='", " ", "<a href=x>y", "<b x='>", "x\n", "<a x"),
]


@pytest.mark.parametrize("end", ["", "'", '">'])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_cost_no_more_than_their_length(piece: str, end: str) -> None:
    begin = time.perf_counter()
    as_text("<a " + piece * 20_000 + end)
    as_text(piece * 20_000 + end)
    assert time.perf_counter() - begin < 1.5  # at most some 0.2 s here; the square takes longer


def test_a_long_page_is_read_as_far_as_its_bound() -> None:
    assert len(as_text("x" * 5_000_000)) == (1 << 20) + 1
