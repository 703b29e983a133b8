"""The sandbox judges the bot, so it shares no code with it, nor with Slack's own SDK."""

import ast
from pathlib import Path

import bot.sandbox.server

FOLDER = Path(bot.sandbox.server.__file__).parent
FOREIGN = ("commands", "storage", "surveys", "slack_sdk", "slack_bolt", "slackblocks")


def list_imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_sandbox_imports_only_itself_and_libraries() -> None:
    modules = list(FOLDER.rglob("*.py"))
    assert len(modules) > 40
    for path in modules:
        for name in list_imports(path):
            assert name.split(".")[0] not in FOREIGN, f"{path.name} imports {name}"
            assert not name.startswith("bot.") or name.startswith("bot.sandbox"), f"{path.name} imports {name}"
