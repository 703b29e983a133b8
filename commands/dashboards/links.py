"""Links and sessions of the dashboard: secrets that their holders alone have, known here by their fingerprints.

A fingerprint is an HMAC-SHA256 (RFC 2104) under a key derived from the pepper: who reads the database learns no secret
from it, and who writes into the database without the key file makes no link that opens.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from commands.slack.ask import Ask
from storage.dashboard_links import add_link, end_session, find_visitor, open_session, use_link
from storage.errors import BadInput
from storage.units import Unit

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=8)
PATH = "/dashboard"
SECRET_BYTES = 32
_PASS = re.compile(r"(?P<team>[A-Z0-9]{2,32})\.(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """What an opened link gives: the session's pass, to be kept by the browser, and the page that it leads to."""

    session: str
    initiative_key: str | None


def give_link(unit: Unit, ask: Ask, initiative_key: str | None) -> str:
    """The address of a new link for the asker; BadInput while the pages are not served."""
    base_url = ask.house.pages.base_url
    if base_url is None:
        raise BadInput("Dashboard", "its pages are not served here; the log says why", "/change list")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    mark = _fingerprint(ask.house.pepper, "link", unit.team_id, secret)
    add_link(unit, mark, ask.user_id, initiative_key, LINK_LIFETIME)
    return f"{base_url}{PATH}/open/{unit.team_id}.{secret}"


def read_team(token: str) -> str | None:
    """The workspace that a link's or session's pass is for; None for what can be no pass."""
    match = _PASS.fullmatch(token)
    return match["team"] if match else None


def enter(unit: Unit, pepper: bytes, token: str) -> Visit | None:
    """Exchange a link for a session, once; None when the link is altered, used or too old."""
    link = use_link(unit, _mark_of(pepper, "link", token))
    if link is None:
        return None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    open_session(unit, _fingerprint(pepper, "session", unit.team_id, secret), link, SESSION_LIFETIME)
    return Visit(f"{unit.team_id}.{secret}", link.initiative_key)


def recognise(unit: Unit, pepper: bytes, token: str) -> str | None:
    """Whose session's pass this is; None when it is nobody's, or the session is over."""
    return find_visitor(unit, _mark_of(pepper, "session", token))


def leave(unit: Unit, pepper: bytes, token: str) -> None:
    """End a session."""
    end_session(unit, _mark_of(pepper, "session", token))


def _mark_of(pepper: bytes, kind: str, token: str) -> str:
    team_id, _, secret = token.partition(".")
    return _fingerprint(pepper, kind, team_id, secret)


def _fingerprint(pepper: bytes, kind: str, team_id: str, secret: str) -> str:
    key = hmac.digest(pepper, b"groundswell dashboard", hashlib.sha256)
    return hmac.new(key, f"{kind}|{team_id}|{secret}".encode(), hashlib.sha256).hexdigest()
