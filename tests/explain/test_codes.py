"""Codes as names: what lets `explain 250` do without the names of everything else."""

from tutor.explain import explain
from tutor.explain.asking import is_status
from tutor.explain.catalogue import Catalogue
from tutor.words import Words

WORDS = Words("en")


def test_a_code_of_one_protocol_names_nothing_in_the_other() -> None:
    catalogue = Catalogue(WORDS, None)
    replies = [entry for entry in catalogue.entries if is_status(entry.name.encode())]
    assert {entry.protocol.name for entry in replies if entry.protocol} == {"smtp", "pop3"}
    for entry in replies:
        for found in catalogue.find(entry.name):
            assert found.protocol in (None, entry.protocol), (entry.key, found.key)


def test_a_code_is_explained_where_its_protocol_is_asked() -> None:
    for protocol, code, other in (("smtp", "250", "pop3"), ("pop3", "+OK", "smtp")):
        assert explain(code, WORDS, protocol).found
        assert explain(code, WORDS).found
        assert not explain(code, WORDS, other).found
