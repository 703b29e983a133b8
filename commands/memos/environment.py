"""Templates as they are rendered everywhere: what was typed comes out inert, and a missing name is an error."""

from jinja2 import BaseLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from commands.slack.text import inert


class Missing(StrictUndefined):
    """A known name that holds nothing for this reader."""

    @property
    def _undefined_message(self) -> str:
        return f"“{self._undefined_name}” has no value"


def make_environment(loader: BaseLoader | None = None) -> ImmutableSandboxedEnvironment:
    """An environment for templates of ours (with a loader) or of theirs."""
    return ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=Missing,
        finalize=lambda value: inert(value) if isinstance(value, str) else value,
        keep_trailing_newline=False,
    )
