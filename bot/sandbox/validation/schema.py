"""A small schema language: each function gives a check, and checks nest like the JSON that they describe.

A check takes a value, the JSON pointer where it stands, and the list to which it adds its findings.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

Finding = tuple[str, str]
Findings = list[Finding]
Check = Callable[[Any, str, Findings], None]
Rule = Callable[[dict[str, Any]], Iterator[Finding]]
Fields = Mapping[str, Check]


def string(most: int | None = None, *, least: int = 1, like: str | None = None) -> Check:
    """Accept a string of `least` to `most` characters that matches the whole pattern `like`."""
    pattern = re.compile(like) if like else None

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.append((pointer, "must provide a string"))
        elif len(value) < least:
            findings.append((pointer, f"must be more than {least - 1} characters"))
        elif most is not None and len(value) > most:
            findings.append((pointer, f"must be less than {most + 1} characters"))
        elif pattern and not pattern.fullmatch(value):
            findings.append((pointer, f"failed to match the pattern {pattern.pattern}"))

    return check


def web_address(most: int) -> Check:
    """Accept an http or https address of at most `most` characters."""
    return string(most, like=r"https?://\S+")


def integer(least: int, most: int | None = None) -> Check:
    """Accept a whole number from `least` to `most`; booleans are not numbers."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            findings.append((pointer, "must provide an integer"))
        elif value < least:
            findings.append((pointer, f"must be greater than {least - 1}"))
        elif most is not None and value > most:
            findings.append((pointer, f"must be less than {most + 1}"))

    return check


def number(value: Any, pointer: str, findings: Findings) -> None:
    """Accept a finite number; booleans are not numbers."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value - value != 0:
        findings.append((pointer, "must provide a number"))


def boolean(value: Any, pointer: str, findings: Findings) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        findings.append((pointer, "must be a boolean"))


def anything(_value: Any, _pointer: str, _findings: Findings) -> None:
    """Accept every value."""


def any_object(value: Any, pointer: str, findings: Findings) -> None:
    """Accept an object, whatever it holds."""
    if not isinstance(value, dict):
        findings.append((pointer, "must provide an object"))


def one_of(*allowed: str) -> Check:
    """Accept one of the strings `allowed`."""
    listed = ", ".join(allowed)

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, str) or value not in allowed:
            findings.append((pointer, f"must be one of: {listed}"))

    return check


def array(item: Check, most: int | None = None, *, least: int = 1) -> Check:
    """Accept a list of `least` to `most` values that `item` accepts."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.append((pointer, "must provide an array"))
            return
        if len(value) < least:
            findings.append((pointer, f"no fewer than {least} items allowed"))
        elif most is not None and len(value) > most:
            findings.append((pointer, f"no more than {most} items allowed"))
        for index, element in enumerate(value):
            item(element, f"{pointer}/{index}", findings)

    return check


def record(required: Fields, optional: Fields, *rules: Rule) -> Check:
    """Accept an object that has the `required` keys and no key beyond the `optional` ones.

    The `rules` tie several keys together. They run only when each key by itself is right, so they can rely on types;
    they yield a pointer relative to the object, and a reason.
    """
    fields = {**optional, **required}

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.append((pointer, "must provide an object"))
            return
        found_before = len(findings)
        for key, content in value.items():
            check_field = fields.get(key)
            if check_field is None:
                findings.append((pointer, f"invalid additional property: {key}"))
            else:
                check_field(content, f"{pointer}/{key}", findings)
        findings.extend((pointer, f"missing required field: {key}") for key in required if key not in value)
        if len(findings) == found_before:
            findings.extend((pointer + below, reason) for rule in rules for below, reason in rule(value))

    return check


def typed(required: Fields, optional: Fields, *rules: Rule) -> Check:
    """Accept a record that also carries the key `type`; `tagged` decides by it."""
    return record({"type": anything, **required}, optional, *rules)


def tagged(checks: Mapping[str, Check]) -> Check:
    """Accept an object that the check named by its key `type` accepts."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.append((pointer, "must provide an object"))
            return
        kind = value.get("type")
        chosen = checks.get(kind) if isinstance(kind, str) else None
        if chosen:
            chosen(value, pointer, findings)
        elif "type" in value:
            findings.append((f"{pointer}/type", f"unsupported type: {kind}"))
        else:
            findings.append((pointer, "missing required field: type"))

    return check


def pick(checks: Fields, kinds: Collection[str]) -> Check:
    """Accept what `tagged` accepts, of these `kinds` only."""
    return tagged({kind: checks[kind] for kind in kinds})


def require_exactly_one(*keys: str) -> Rule:
    """Give the rule that an object has one of these keys and not several."""

    def rule(value: dict[str, Any]) -> Iterator[Finding]:
        if sum(key in value for key in keys) != 1:
            yield "", f"must define exactly one of: {', '.join(keys)}"

    return rule


def require_some(*keys: str) -> Rule:
    """Give the rule that an object has at least one of these keys."""

    def rule(value: dict[str, Any]) -> Iterator[Finding]:
        if not any(key in value for key in keys):
            yield "", f"must define at least one of: {', '.join(keys)}"

    return rule
