"""Passes: a token as a system sends it, with the workspace that it is for and 256 random bits."""

import re
import secrets
from typing import NamedTuple

SECRET_BYTES = 32
_PASS = re.compile(r"gsw_(?P<team>[A-Z0-9]{2,32})\.(?P<secret>[0-9a-f]{64})", re.ASCII)


class Pass(NamedTuple):
    """The workspace and the secret in a pass."""

    team_id: str
    secret: str

    def __str__(self) -> str:
        return f"gsw_{self.team_id}.{self.secret}"


def make_pass(team_id: str) -> Pass:
    """A pass that nobody had before."""
    return Pass(team_id, secrets.token_hex(SECRET_BYTES))


def read_pass(text: str) -> Pass | None:
    """The pass that a system has sent; None for what can be none."""
    match = _PASS.fullmatch(text)
    return Pass(match["team"], match["secret"]) if match else None
