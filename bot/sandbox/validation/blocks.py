"""What Slack would refuse in a list of blocks."""

from collections.abc import Iterator
from typing import Any, Literal

from bot.sandbox.validation.elements import ELEMENT_SURFACES
from bot.sandbox.validation.layout_blocks import BLOCK_SURFACES, BLOCKS
from bot.sandbox.validation.problem import Problem
from bot.sandbox.validation.schema import Finding, Findings, pick

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}

_BLOCK_CHECKS = {surface: pick(BLOCKS, kinds) for surface, kinds in BLOCK_SURFACES.items()}


def find_block_problems(blocks: object, surface: Surface, root: str | None = None) -> list[Problem]:
    """Give what Slack would refuse in `blocks` on `surface`.

    Pointers start at `root`: /blocks in a message, /view/blocks in a view, as in Slack's answers. The code is the
    error that Slack's methods for that surface return: `invalid_blocks` for messages, `invalid_arguments` for views.
    """
    code = "invalid_blocks" if surface == "message" else "invalid_arguments"
    root = root or ("/blocks" if surface == "message" else "/view/blocks")
    if not isinstance(blocks, list):
        return [Problem.at("invalid_blocks_format" if surface == "message" else code, root, "must provide an array")]
    findings: Findings = []
    if len(blocks) > MOST_BLOCKS[surface]:
        findings.append((root, f"no more than {MOST_BLOCKS[surface]} items allowed"))
    for index, block in enumerate(blocks):
        _BLOCK_CHECKS[surface](block, f"{root}/{index}", findings)
    placed = list(walk_blocks(blocks, root))
    findings.extend(_find_repeated_ids(placed))
    findings.extend(_find_misplaced_elements(placed, surface))
    return [Problem.at(code, pointer, reason) for pointer, reason in findings]


def walk_blocks(blocks: object, root: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each block with its pointer, then the blocks inside it (a container's, a carousel's)."""
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, dict):
            continue
        pointer = f"{root}/{index}"
        yield block, pointer
        if block.get("type") == "container":
            yield from walk_blocks(block.get("child_blocks"), f"{pointer}/child_blocks")
        elif block.get("type") == "carousel":
            yield from walk_blocks(block.get("elements"), f"{pointer}/elements")


def _find_repeated_ids(placed: list[tuple[dict[str, Any], str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for block, pointer in placed:
        block_id = block.get("block_id")
        if not isinstance(block_id, str):
            continue
        if block_id in seen:
            yield f"{pointer}/block_id", f"`block_id` {block_id} already exists for another block"
        seen.add(block_id)


def _find_misplaced_elements(placed: list[tuple[dict[str, Any], str]], surface: Surface) -> Iterator[Finding]:
    """Give the elements that Slack knows but not on this surface, such as a number input in a message."""
    for block, pointer in placed:
        elements = block.get("elements")
        places = [("/element", block.get("element")), ("/accessory", block.get("accessory"))]
        places += (
            [(f"/elements/{index}", part) for index, part in enumerate(elements)] if isinstance(elements, list) else []
        )
        for below, element in places:
            kind = element.get("type") if isinstance(element, dict) else None
            if isinstance(kind, str) and surface not in ELEMENT_SURFACES.get(kind, (surface,)):
                yield f"{pointer}{below}/type", f"unsupported type: {kind} (not on this surface: {surface})"
