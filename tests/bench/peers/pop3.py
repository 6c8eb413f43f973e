"""One full session by poplib: USER, PASS, STAT, LIST, RETR 1, QUIT.

With a number only RETR of that message, whose seconds are printed; with `list` only LIST.
"""

import poplib
import sys
import time

server = poplib.POP3("127.0.0.1", int(sys.argv[1]))
server.user("alice")
server.pass_("secret")
if sys.argv[2:] == ["list"]:
    server.list()
    raise SystemExit
if len(sys.argv) > 2:
    begin = time.perf_counter()
    server.retr(int(sys.argv[2]))
    sys.stdout.write(f"{time.perf_counter() - begin}\n")
else:
    server.stat()
    server.list()
    server.retr(1)
server.quit()
