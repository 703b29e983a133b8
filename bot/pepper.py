"""The pepper: the secret in the key file that ballots' tokens, form signatures and sealed tokens are made with."""

import contextlib
import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from storage.pulses import has_pulses
from storage.store import Store

PEPPER_BYTES = 32


class PepperMissing(Exception):
    """The key file is gone although pulses exist; put it back, since their ballots cannot be found without it."""


class PepperUnreadable(Exception):
    """The key file holds something else than a key, or it cannot be read or made; the message says which."""


def load_pepper(key_file: Path, store: Store) -> bytes:
    """The pepper from the key file, made at mode 600 on a first start; PepperMissing when pulses need a lost one."""
    if key_file.exists():
        return read_pepper(key_file)
    if store.read_now("", has_pulses):
        raise PepperMissing(str(key_file))
    try:
        _make_key_file(key_file)
    except OSError as error:
        raise PepperUnreadable(
            f"The key file {key_file} cannot be made: {error.strerror}. Set GROUNDSWELL_KEY_FILE to where it can."
        ) from error
    return read_pepper(key_file)


def _make_key_file(key_file: Path) -> None:
    """Put a whole key there in one step, or leave the one that another process put there first."""
    with NamedTemporaryFile("w", dir=key_file.parent, prefix=key_file.name) as made:
        made.write(secrets.token_hex(PEPPER_BYTES) + "\n")
        made.flush()
        os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made.name, key_file)


def read_pepper(key_file: Path) -> bytes:
    """The pepper in a key file that exists; raises PepperUnreadable."""
    try:
        pepper = bytes.fromhex(key_file.read_text().strip())
    except OSError as error:
        raise PepperUnreadable(f"The key file {key_file} cannot be read: {error.strerror}.") from error
    except ValueError:
        pepper = b""
    if len(pepper) < PEPPER_BYTES:
        raise PepperUnreadable(f"The key file {key_file} does not hold a key. Put the right one back.")
    return pepper
