"""What holds for every test: where WIRETUTOR_CI is set, a skipped test is a failed one.

On a learner's machine a missing Postfix is a reason to skip; where everything is meant to be
installed, a skip would hide that a witness was never heard.
"""

import os
from collections.abc import Generator

import hypothesis
import pytest

# A machine under load is no fault of a property; and CI tries the same examples each time, so that
# a red run can be repeated.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("WIRETUTOR_CI") else "here")


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that says why; an expected failure (xfail) is no skip."""
    if os.environ.get("WIRETUTOR_CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: no test may be skipped here: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    forbid_skip(report)
    return report
