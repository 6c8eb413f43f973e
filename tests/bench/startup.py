"""Start-up, the whole process."""

from tests.bench.ground import Ground
from tests.bench.measure import Job, race, show

SHORT = ("--help", "--version", "explain 250", "lessons list")


def run(ground: Ground) -> None:
    """The short commands against a bare interpreter of the same environment."""
    jobs = [Job("python -c pass", [ground.python, "-c", "pass"])]
    jobs += [Job("python -c 'import smtplib'", [ground.python, "-c", "import smtplib"])]
    jobs += [Job(short, ground.ours(*short.split())) for short in SHORT]
    show("Start-up", race(ground, jobs), "bare", dict.fromkeys(("--help", "--version"), "3.5"))
