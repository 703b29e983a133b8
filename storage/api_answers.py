"""API answers: what was answered under an idempotency key, kept for a day so that a repeated call is answered alike."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, delete, insert, select

from storage.api_tokens import ApiToken, api_tokens
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

KEY_LIMIT = 255
LIFETIME = timedelta(hours=24)

api_answers = Table(
    "api_answers",
    metadata,
    team_column(),
    Column("prefix", String(8), primary_key=True),
    Column("key", String(KEY_LIMIT), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("answer", Document, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "prefix"], [api_tokens.c.team_id, api_tokens.c.prefix]),
)


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """An answer, and the SHA-256 of the request that it was given to."""

    request: str
    answer: dict[str, Any]


def find_api_answer(unit: Unit, token: ApiToken, key: str) -> ApiAnswer | None:
    """What was answered with this token under this key within the last day."""
    query = select(api_answers.c.request, api_answers.c.answer).where(
        api_answers.c.team_id == unit.team_id,
        api_answers.c.prefix == token.prefix,
        api_answers.c.key == key,
        api_answers.c.at > unit.now - LIFETIME,
    )
    row = unit.connection.execute(query).first()
    return ApiAnswer(*row) if row else None


def keep_api_answer(unit: Unit, token: ApiToken, key: str, answer: ApiAnswer) -> None:
    """Keep an answer; those older than a day go."""
    unit.connection.execute(
        delete(api_answers).where(api_answers.c.team_id == unit.team_id, api_answers.c.at <= unit.now - LIFETIME)
    )
    unit.connection.execute(
        insert(api_answers).values(
            team_id=unit.team_id, prefix=token.prefix, key=key, request=answer.request, answer=answer.answer,
            at=unit.now,
        )
    )  # fmt: skip
