"""A terminal at which a name and a code are asked for and typed."""

import os
import subprocess
import sys
import threading
import time

from tests.contract.outside import PATIENCE, Done, Program


def typed(program: Program, *words: object, name: str, code: str) -> Done:
    """Run it with a terminal as its input: the name is typed at once, the code when the program has
    asked for it. Its output is a pipe."""
    outer, inner = os.openpty()
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", *map(str, words)],
        stdin=inner,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment(),
        cwd=program.home,
        start_new_session=True,
    )
    os.close(inner)
    told, asks = process.stdout, process.stderr
    assert told is not None
    assert asks is not None
    os.write(outer, name.encode() + b"\n")
    out = bytearray()
    reader = threading.Thread(target=lambda: out.extend(told.read()))
    reader.start()
    err = bytearray()
    asked = False
    while piece := os.read(asks.fileno(), 4096):
        err += piece
        if not asked and b"not kept" in err:
            asked = True
            time.sleep(0.2)  # until nothing is shown of what is typed
            os.write(outer, code.encode() + b"\n")
    process.wait(PATIENCE)
    reader.join(PATIENCE)
    os.set_blocking(outer, False)
    try:
        echoed = os.read(outer, 65536)
    except OSError:
        echoed = b""
    os.close(outer)
    assert code.encode() not in echoed
    assert b"Traceback" not in err, err.decode()
    told.close()
    asks.close()
    return Done(process.returncode, bytes(out), bytes(err), time.monotonic() - begun)
