"""Emoji on the sandbox's page: every shortcode that the bot writes has its character there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TYPED = ROOT / "commands" / "slack" / "values.py"
"""What people may type for a colour, also what Slack itself would not draw."""
SHORTCODE = re.compile(r"(?<![\w:]):([a-z][a-z0-9_]+):(?![\w:])")


def list_texts(tree: ast.AST) -> Iterator[str]:
    """Every text in the code, with a letter in place of each value that is put into it."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def test_every_shortcode_that_the_bot_writes_is_drawn_by_the_page():
    known = set((ROOT / "bot" / "sandbox" / "page" / "emoji.js").read_text().split())
    modules = [path for path in (ROOT / "commands").rglob("*.py") if path != TYPED]
    texts = [text for path in modules for text in list_texts(ast.parse(path.read_text()))]
    used = {name for text in texts for name in SHORTCODE.findall(text)}
    assert {"white_check_mark", "warning"} <= used
    assert used - known == set()
