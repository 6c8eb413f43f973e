"""aiosmtpd with AUTH LOGIN and without TLS; every message is dropped."""

import asyncio
import json
import logging
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

logging.disable(logging.WARNING)  # 1.4.6 logs a deprecation of its own at every login


class Drop:
    """The handler that keeps nothing."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 2.0.0 Ok"


def judge(
    server: object, session: object, envelope: object, mechanism: str, data: object
) -> object:
    """Whether the password is right."""
    return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"secret")


async def main() -> None:
    """Serve until the end."""
    loop = asyncio.get_running_loop()

    def made() -> SMTP:
        return SMTP(
            Drop(),
            hostname="practice.example.test",
            auth_require_tls=False,
            authenticator=judge,
            loop=loop,
        )

    server = await loop.create_server(made, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(json.dumps({"smtp": server.sockets[0].getsockname()[1]}) + "\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


asyncio.run(main())
