"""The sandbox judges the bot, so what serves it shares no code with the bot, nor with Slack's own SDK."""

import ast
from pathlib import Path

import bot.sandbox.server

ROOT = Path(bot.sandbox.server.__file__).parents[2]
FOREIGN = ("commands", "storage", "surveys", "slack_sdk", "slack_bolt", "slackblocks")


def find_module(name: str) -> Path | None:
    """The file of one of our own modules, or None."""
    path = ROOT / name.replace(".", "/")
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)


def list_imports(path: Path) -> set[str]:
    """Every module that a file may import; `from a import b` may mean a.b."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sources = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return plain | {str(node.module) for node in sources} | {f"{s.module}.{a.name}" for s in sources for a in s.names}


def walk_imports(start: str) -> dict[str, Path]:
    """Every module of ours that importing `start` brings along, itself included."""
    found: dict[str, Path] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        path = find_module(name)
        if path is not None and name not in found:
            found[name] = path
            waiting += list_imports(path)
    return found


def test_whatever_serves_the_sandbox_is_its_own_or_a_library() -> None:
    modules = walk_imports("bot.sandbox.server")
    assert len(modules) > 40
    for name, path in modules.items():
        assert name.startswith("bot.sandbox"), f"{name} is not the sandbox's"
        for imported in list_imports(path):
            assert imported.split(".")[0] not in FOREIGN, f"{name} imports {imported}"
