"""Templates as YAML: written for people, and read back strictly, since anybody may have edited the text between.

    name: field rollout
    phases:
    - name: Pilot
      kind: pilot
      starts: 0
      lasts: 28
      checkpoints:
      - {measure: Pilot group trained, target: 80, due: 28}

Days count from the start of the rollout (`starts`), of the phase (`lasts`, `due`). Anchors, aliases and tags are
refused, so that a short text cannot become a large value or anything but texts, numbers and lists.
"""

from typing import Any

import yaml

from commands.slack.text import shorten
from commands.templates.plans import EXAMPLE, FIELD, read_document, refuse
from storage.errors import BadInput, BadInputs
from storage.templates import CheckpointPlan, PhasePlan, Template

MOST_TOLD = 3
DEEPEST = 6


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which would let the last of two equal keys win, refusing them."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key.value}” is given twice", problem_mark=key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return dict(super().construct_mapping(node, deep))


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper; texts with a backtick in double quotes, where one can be escaped."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """A text as a scalar."""
        return self.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "`" in text else None)


_Dumper.add_representer(str, _Dumper.represent_text)


def write_template(template: Template) -> str:
    """A template as YAML that holds no backtick, so that it can stand in a code block."""
    document = {"name": template.name, "phases": [_write_phase(phase) for phase in template.phases]}
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text.replace("`", r"\x60")


def read_template(text: str) -> tuple[str, tuple[PhasePlan, ...]]:
    """The name and the phases in such a text; BadInput that says the line or the place of what is wrong."""
    try:
        return read_document(_load(text))
    except (BadInput, BadInputs) as error:
        reasons = [problem.reason.rstrip(".") for problem in error.problems if isinstance(problem, BadInput)]
        more = f"; and {len(reasons) - MOST_TOLD} more" if len(reasons) > MOST_TOLD else ""
        raise BadInput(FIELD, "; ".join(reasons[:MOST_TOLD]) + more, EXAMPLE) from None


def _load(text: str) -> Any:
    try:
        _check_events(text)
        loader = _Loader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = "" if mark is None else f"line {mark.line + 1}: "
        raise BadInput(FIELD, f"{line}{shorten(error.problem or 'it cannot be read', 120)}", EXAMPLE) from None
    except (yaml.YAMLError, ValueError) as error:
        # What PyYAML makes of “0x_” or of the 31st of February is a plain ValueError without a place.
        raise BadInput(FIELD, f"it cannot be read: {shorten(str(error).splitlines()[0], 120)}", EXAMPLE) from None


def _check_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        assert event.start_mark is not None  # every event of a parsed text has one
        line = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            refuse(f"{line}: nested too deeply")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refuse(f"{line}: anchors and aliases (& and *) are not read; write it out, or in quotes")
        if getattr(event, "tag", None):
            refuse(f"{line}: tags (!) are not read; write it in quotes")


def _write_phase(phase: PhasePlan) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": phase.name,
        "kind": str(phase.kind),
        "starts": phase.starts_after_days,
        "lasts": phase.lasts_days,
        "buffer": phase.buffer_days,
    }
    if phase.checkpoints:
        written["checkpoints"] = [_write_checkpoint(checkpoint) for checkpoint in phase.checkpoints]
    return written


def _write_checkpoint(checkpoint: CheckpointPlan) -> dict[str, Any]:
    target = checkpoint.target
    return {
        "measure": checkpoint.measure,
        "target": int(target) if target == round(target) else target,
        "direction": str(checkpoint.direction),
        **({"unit": checkpoint.unit} if checkpoint.unit else {}),
        "due": checkpoint.due_after_days,
    }
