"""Witnesses: programs that are not ours. Each test here carries the mark ``witness``."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.witness import servers

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.witness)


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[servers.MailServers]:
    """A running Postfix and Dovecot; see ``servers.MailServers`` for what they offer."""
    if reason := servers.missing():
        pytest.skip(reason)
    with servers.running() as pair:
        yield pair


@pytest.fixture(scope="session")
def _spare_names() -> Iterator[str]:
    return iter(servers.SPARE)


@pytest.fixture
def account(mail_servers: servers.MailServers, _spare_names: Iterator[str]) -> servers.Account:
    """An account that no other test has used: its maildrop is empty."""
    return mail_servers.accounts[next(_spare_names)]


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """``program("swaks")`` is its path; where it is not installed, the test is skipped."""

    def find(name: str) -> str:
        path = shutil.which(name)
        return path or pytest.skip(f"{name} not installed")

    return find
