"""API tokens: what other systems post readings with; the fingerprint of each secret, never the secret."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, insert, select, update

from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

NAME_LIMIT = 24
PREFIX_LENGTH = 8
ACTOR_PREFIX = "token:"

api_tokens = Table(
    "api_tokens",
    metadata,
    team_column(),
    Column("prefix", String(PREFIX_LENGTH), primary_key=True),
    Column("name", String(NAME_LIMIT), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("initiative_key", String(10)),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token by the first letters of its secret; with `initiative_key` it is good for that initiative alone."""

    prefix: str
    name: str
    initiative_key: str | None
    author_id: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    @property
    def actor_id(self) -> str:
        """Who acts, for the audit log, when something is posted with it."""
        return f"{ACTOR_PREFIX}{self.name}"


_columns = [api_tokens.c[name] for name in ApiToken.__dataclass_fields__]


def add_api_token(unit: Unit, name: str, secret: str, initiative_key: str | None) -> ApiToken:
    """Keep a new token, under a name that none in use has; `secret` holds 256 random bits."""
    if any(token.name.casefold() == name.casefold() for token in list_api_tokens(unit)):
        raise BadInput("Name", f"there is a token “{name}” already; revoke it first", f"{name[: NAME_LIMIT - 2]}-2")
    token = ApiToken(secret[:PREFIX_LENGTH], name, initiative_key, unit.actor_id, unit.now, None, None)
    values = {field: getattr(token, field) for field in ApiToken.__dataclass_fields__}
    unit.connection.execute(insert(api_tokens).values(team_id=unit.team_id, fingerprint=_fingerprint(secret), **values))
    unit.audit("token.added", name, prefix=token.prefix, initiative=initiative_key)
    return token


def find_api_token(unit: Unit, secret: str) -> ApiToken | None:
    """The token in use with this secret; None when there is none, or it was revoked."""
    query = select(*_columns, api_tokens.c.fingerprint).where(*_this(unit, secret[:PREFIX_LENGTH]))
    row = unit.connection.execute(query).first()
    # A fixed stand-in costs the same time, so that an answer's delay says nothing about which prefixes exist.
    known = row.fingerprint if row else _fingerprint("")
    if not hmac.compare_digest(known, _fingerprint(secret)) or row is None or row.revoked_at is not None:
        return None
    return ApiToken(*row[:-1])


def get_api_token(unit: Unit, name: str) -> ApiToken:
    """The token in use of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_api_tokens(unit)
    for token in known:
        if token.name.casefold() == name.casefold():
            return token
    raise NotFound("Token", name, [token.name for token in known])


def list_api_tokens(unit: Unit) -> Sequence[ApiToken]:
    """The tokens in use, by name."""
    query = select(*_columns).where(api_tokens.c.team_id == unit.team_id, api_tokens.c.revoked_at.is_(None))
    return [ApiToken(*row) for row in unit.connection.execute(query.order_by(api_tokens.c.name))]


def revoke_api_token(unit: Unit, token: ApiToken) -> None:
    """Take nothing with it any more."""
    unit.connection.execute(update(api_tokens).where(*_this(unit, token.prefix)).values(revoked_at=unit.now))
    unit.audit("token.revoked", token.name, prefix=token.prefix)


def note_use(unit: Unit, token: ApiToken) -> None:
    """Remember that it was used now."""
    unit.connection.execute(update(api_tokens).where(*_this(unit, token.prefix)).values(used_at=unit.now))


def _this(unit: Unit, prefix: str) -> tuple[Any, ...]:
    return api_tokens.c.team_id == unit.team_id, api_tokens.c.prefix == prefix


def _fingerprint(secret: str) -> str:
    # Of 256 random bits nobody finds any from their hash, so that no slow or salted one is needed.
    return hashlib.sha256(secret.encode()).hexdigest()
