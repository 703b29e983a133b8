"""The description of the API, as OpenAPI 3.1 has it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bot.web.readings.bodies import CSV, EXAMPLE, JSON, MOST_BYTES, MOST_ROWS, SHAPES
from bot.web.readings.callers import MOST_A_MINUTE
from bot.web.readings.recording import KEY_EXAMPLE
from commands.slack.readings import KPI_NAME_LIMIT, MOST_PEOPLE
from storage.adoptions import METRIC_LIMIT
from storage.api_answers import KEY_LIMIT

TITLE = "Groundswell readings API"
VERSION = "1"
INTRODUCTION = (
    "Other systems record adoption and KPI readings here. All readings of a request are recorded, or none. "
    "Of two readings for one day the later counts, so that sending a reading again corrects it."
)
_ON = {"type": "string", "format": "date", "description": "The day, today (UTC) when left out; at most 5 years ago."}
_KEY = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]{1,9}$", "description": "The key of an open initiative."}
_PEOPLE = {"type": "integer", "minimum": 0, "maximum": MOST_PEOPLE}
_METRIC = (
    "A metric of the initiative, whatever the case. A name that resembles none of its metrics makes a new one; a near "
    "miss is refused."
)
SCHEMAS: dict[str, Any] = {
    "AdoptionReading": {
        "type": "object",
        "description": "On one day, so many of those eligible were active.",
        "required": ["initiative", "metric", "active", "eligible"],
        "additionalProperties": False,
        "properties": {
            "initiative": _KEY,
            "metric": {"type": "string", "maxLength": METRIC_LIMIT, "description": _METRIC},
            "active": {**_PEOPLE, "description": "At most as many as are eligible."},
            "eligible": {**_PEOPLE, "minimum": 1, "description": "Everybody who could."},
            "on": _ON,
        },
    },
    "KpiReading": {
        "type": "object",
        "description": "A KPI's value on one day.",
        "required": ["initiative", "kpi", "value"],
        "additionalProperties": False,
        "properties": {
            "initiative": _KEY,
            "kpi": {"type": "string", "maxLength": KPI_NAME_LIMIT, "description": "The name of an active KPI."},
            "value": {"type": "number", "description": "A finite number, without its unit."},
            "on": _ON,
        },
    },
    "Recorded": {
        "type": "object",
        "description": "What was done.",
        "properties": {"recorded": {"type": "integer", "description": "How many readings were recorded."}},
    },
    "Refusal": {
        "type": "object",
        "description": "Why nothing was done.",
        "properties": {
            "errors": {"type": "array", "description": "The first 20; each has field, reason and example, and the "
                       "index in a list (from 0) or the line of a CSV (the header is 1)."},
            "more": {"type": "integer", "description": "How many more there are."},
            "saved": {"type": "string", "description": "Nothing was saved."},
        },
    },
}  # fmt: skip
_READING = {"anyOf": [{"$ref": "#/components/schemas/AdoptionReading"}, {"$ref": "#/components/schemas/KpiReading"}]}
_REFUSALS = {
    400: "The body is neither JSON nor UTF-8, or the idempotency key can be none.",
    401: "No token in use.",
    403: "The token is for another initiative.",
    413: f"More than {MOST_BYTES[JSON] // 10**6} MB of JSON or {MOST_BYTES[CSV] // 10**6} MB of CSV.",
    415: "Another content type, or a compressed body.",
    422: f"A reading is wrong, there are more than {MOST_ROWS:,}, or the idempotency key had another body.",
    429: f"More than {MOST_A_MINUTE} requests within a minute; Retry-After has the seconds to wait.",
}
OPERATION: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key", "in": "header", "required": False,
            "schema": {"type": "string", "maxLength": KEY_LIMIT},
            "example": KEY_EXAMPLE,
            "description": "With the same key and body a request is answered as before, for a day, and done once.",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"anyOf": [_READING, {"type": "array", "items": _READING, "maxItems": MOST_ROWS}]},
                   "example": EXAMPLE},
            CSV: {"schema": {"type": "string"},
                  "example": f"{','.join(SHAPES[0])}\nCRM,logins,412,600,2026-12-04"},
        },
    },
    "security": [{"token": []}],
    "responses": {
        "201": {"description": "All readings are recorded.",
                "content": {JSON: {"schema": {"$ref": "#/components/schemas/Recorded"}}}},
        **{str(status): {"description": why, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
           for status, why in _REFUSALS.items()},
    },
}  # fmt: skip


def describe(site: FastAPI, root: str) -> dict[str, Any]:
    """The description of everything that a site has under `root`."""
    described = get_openapi(
        title=TITLE, version=VERSION, description=INTRODUCTION, routes=site.routes, servers=[{"url": root}]
    )
    token = {
        "type": "http",
        "scheme": "bearer",
        "description": "From Groundswell's command with `token new NAME`, by an admin in Slack.",
    }
    described["components"] = {"schemas": SCHEMAS, "securitySchemes": {"token": token}}
    return described
