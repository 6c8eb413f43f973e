"""DKIM-Signature: the RFC's example, the walkthrough's, anything."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.message.tags import signature, tags


def test_the_example_of_rfc_6376() -> None:
    value = (  # A.2
        "v=1; a=rsa-sha256; s=brisbane; d=example.com; c=simple/simple; q=dns/txt;"
        " i=joe@football.example.com; h=Received : From : To : Subject : Date : Message-ID;"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;"
        " b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB 4nujc7YopdG5dWLSdNg6x"
    )
    found = signature(value)
    assert (found.domain, found.selector, found.algorithm) == (
        "example.com",
        "brisbane",
        "rsa-sha256",
    )
    assert found.covered == ("Received", "From", "To", "Subject", "Date", "Message-ID")
    assert found.body_hash == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
    assert found.identity == "joe@football.example.com"
    assert (found.at, found.expires, found.canonicalization) == (None, None, "simple/simple")
    assert tags(value)["b"].endswith("oqOB4nujc7YopdG5dWLSdNg6x")


def test_the_walkthrough_s() -> None:
    value = "v=1; a=rsa-sha256; d=qq.com; s=s201512; t=1589960948; x=1590047348; h=From:To"
    found = signature(value)
    assert (found.at, found.expires, found.covered) == (1589960948, 1590047348, ("From", "To"))


def test_what_is_no_tag_is_passed_over() -> None:
    assert tags("; =x; a; b = c d ; b=2; t=x;;v= 1 2 ") == {"b": "cd", "t": "x", "v": "1 2"}
    assert signature("t=soon; x=99999999999999999999").at is None


@given(st.text() | st.text(st.sampled_from("abhst=;: 1")))
def test_no_text_raises(value: str) -> None:
    signature(value)
    assert len(tags(value * 100)) <= 100
