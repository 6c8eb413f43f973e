"""The smallest prompt of the same kind: prompt_toolkit with history and completion, rich, yaml."""

import yaml
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.panel import Panel

yaml.load("a: 1", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
Console().print(Panel("220 practice.example.test ESMTP", title="greeting"))
PromptSession(
    "$ ",
    history=InMemoryHistory(),
    completer=WordCompleter(["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]),
).prompt()
