"""What Slack would refuse in a modal or a Home tab."""

import json
from typing import Any

from bot.sandbox.validation.blocks import Surface, find_block_problems
from bot.sandbox.validation.composition import plain_text
from bot.sandbox.validation.problem import Problem
from bot.sandbox.validation.schema import Fields, Findings, anything, boolean, string, tagged, typed

MOST_BYTES = 250_000

# Blocks have a check of their own, so that their pointers and limits follow the surface.
_BODY: Fields = {"blocks": anything}
_SHARED: Fields = {"private_metadata": string(3000, least=0), "callback_id": string(255), "external_id": string(255)}
_VIEW = tagged(
    {
        "home": typed(_BODY, _SHARED),
        "modal": typed(
            {"title": plain_text(24), **_BODY},
            {
                **_SHARED,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
    }
)


def find_view_problems(view: object) -> list[Problem]:
    """Give what Slack would refuse in `view`, with pointers below /view and the codes that views.open returns."""
    findings: Findings = []
    _VIEW(view, "/view", findings)
    problems = [Problem.at("invalid_arguments", pointer, reason) for pointer, reason in findings]
    if not isinstance(view, dict):
        return problems
    if "blocks" in view:
        surface: Surface = "home" if view.get("type") == "home" else "modal"
        problems += find_block_problems(view["blocks"], surface)
    problems += _find_unsubmittable(view)
    if len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")) > MOST_BYTES:
        problems.append(Problem.at("view_too_large", "/view", f"must be less than {MOST_BYTES + 1} bytes"))
    return problems


def _find_unsubmittable(view: dict[str, Any]) -> list[Problem]:
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if view.get("type") == "modal" and asks and "submit" not in view:
        return [
            Problem.at("invalid_arguments", "/view", "missing required field: submit (the view has an input block)")
        ]
    return []
