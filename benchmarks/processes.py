"""Other processes of a benchmark: started, waited for, and ended by their id."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

START_SECONDS = 30.0


def find_free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(module: str, port: int, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module arguments…`, once its port answers and for as long as the context lasts."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    process = subprocess.Popen(command)
    try:
        _wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def run_for_output(module: str, *arguments: object) -> str:
    """What `python -m module arguments…` prints."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")
