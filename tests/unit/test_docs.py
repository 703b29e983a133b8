"""The documentation says what there is: settings, commands, scopes, errors, exit codes, links that lead somewhere."""

import ast
import json
import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.config import ConfigError, Settings
from bot.manifest import BOT_SCOPES, OPTIONAL_SCOPES
from bot.start_errors import KNOWN_ERRORS
from commands.registry import FEATURES
from storage.errors import GroundswellError

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = [command for feature in FEATURES for command in feature.commands]
DIRECT = [direct for feature in FEATURES for direct in feature.direct]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(name: str) -> str:
    return (ROOT / name).read_text()


def read_table(page: str, first_column: str) -> dict[str, list[str]]:
    """Rows of the table whose header begins with this column, by their first cell; cells without backticks."""
    lines = iter(read(page).splitlines())
    header = f"| {first_column} |"
    assert any(line.startswith(header) for line in lines), f"{page} has no table of {first_column}"
    next(lines)
    rows: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        first, *others = (cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        assert first not in rows, f"{page} has {first} twice"
        rows[first.strip("`")] = others
    return rows


def every_error(root: type[GroundswellError] = GroundswellError) -> Iterator[type[GroundswellError]]:
    yield root
    for child in root.__subclasses__():
        yield from every_error(child)


def test_every_setting_is_documented_with_its_default():
    documented = {alias: cells[0].strip("`") for alias, cells in read_table("README.md", "Setting").items()}
    fields = Settings.model_fields.values()
    assert documented == {str(f.alias): str(f.default) if f.default not in (None, ()) else "none" for f in fields}


def test_every_command_is_documented_and_no_other():
    usages = {f"/change {command.usage}" for command in COMMANDS}
    usages |= {f"/change-{direct.noun} {direct.usage}" for direct in DIRECT}
    assert set(read_table("README.md", "Command")) == usages | {"/change", "/change help [NOUN]"}


def test_every_error_is_documented_with_its_sentence():
    documented = {name: cells[0] for name, cells in read_table("docs/errors.md", "Error").items()}
    assert documented == {error.__name__: " ".join(cleandoc(error.__doc__ or "").split()) for error in every_error()}


def test_every_error_that_keeps_the_bot_from_working_is_documented():
    terminal = read("docs/errors.md").partition("## In the terminal")[2]
    assert [error.__name__ for error in (ConfigError, *KNOWN_ERRORS) if f"| `{error.__name__}` |" not in terminal] == []


def list_exit_codes() -> set[int]:
    """Each number that the command line ends with, in its own code or in what a verb gives back to it."""
    tree = ast.parse(read("bot/cli.py"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    exits = [node for call in calls if ast.unparse(call.func) == "sys.exit" for node in ast.walk(call)]
    asked = {node.id for node in exits if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for function in asked & {alias.name for alias in node.names}:
                exits += list_returns(node.module, function)
    return {node.value for node in exits if isinstance(node, ast.Constant) and isinstance(node.value, int)}


def list_returns(module: str, function: str) -> list[ast.AST]:
    """What a function of one of our modules may give."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = ast.walk(ast.parse(Path(spec.origin).read_text()))
    found = next(node for node in nodes if isinstance(node, functions) and node.name == function)
    return [node.value for node in ast.walk(found) if isinstance(node, ast.Return) and node.value is not None]


def test_every_exit_code_is_documented_and_no_other():
    assert {int(code) for code in read_table("docs/operations.md", "Code")} == list_exit_codes()


def test_every_scope_is_documented_with_its_reason():
    documented = {scope: cells[0] for scope, cells in read_table("docs/admin.md", "Scope").items()}
    assert set(documented) == {*BOT_SCOPES, *OPTIONAL_SCOPES}
    assert {scope: documented[scope] for scope in OPTIONAL_SCOPES} == OPTIONAL_SCOPES


def test_every_metric_is_documented():
    admin = read("docs/admin.md")
    metrics = re.findall(r'"(groundswell_\w+)"', read("bot/metrics.py"))
    assert metrics
    assert [name for name in metrics if name not in admin] == []


def test_every_decision_is_listed():
    listed = set(LINK.findall(read("docs/architecture.md")))
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name for page in pages if f"decisions/{page.name}" not in listed] == []
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))


def to_anchor(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def list_anchors(page: Path) -> set[str]:
    prose = FENCE.sub("", page.read_text())
    return {to_anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)}


def leads_nowhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    return not file.exists() or (anchor != "" and anchor not in list_anchors(file))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    prose = CODE.sub("", FENCE.sub("", page.read_text()))
    inside = [target for target in LINK.findall(prose) if not target.startswith(("http://", "https://"))]
    assert [target for target in inside if leads_nowhere(page, target)] == []


def list_typed(page: Path) -> Iterator[str]:
    """Everything that a page shows as a command of the bot, on a line of its own or within a sentence."""
    text = page.read_text()
    shown = [line for _, block in FENCE.findall(text) for line in block.splitlines()]
    shown += CODE.findall(FENCE.sub("", text))
    return (each.strip().replace(r"\|", "|") for each in shown if each.strip().startswith("/change"))


def is_command(typed: str) -> bool:
    name, *words = typed.split()
    if name != "/change":
        return name in {f"/change-{direct.noun}" for direct in DIRECT}
    verbs = {command.verb for command in COMMANDS if words and command.noun == words[0]}
    return not words or words[0] == "help" or "" in verbs or (len(words) > 1 and words[1] in verbs)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_only_commands_that_exist_are_shown(page):
    assert [typed for typed in list_typed(page) if not is_command(typed)] == []


def list_verbs(page: Path) -> list[str]:
    """The launcher's calls in a page's code blocks, without `./groundswell`, settings before it and comments."""
    lines = [line for kind, block in FENCE.findall(page.read_text()) if kind == "sh" for line in block.splitlines()]
    called = [shlex.split(line, comments=True) for line in lines if "groundswell" in line]
    return [shlex.join(words[words.index("./groundswell") + 1 :]) for words in called if "./groundswell" in words]


@pytest.mark.parametrize("call", sorted({call for page in PAGES for call in list_verbs(page)}))
def test_every_verb_shown_exists_with_its_options(call):
    words = shlex.split(call)
    verbs = words[:2] if words[0] == "audit" else words[:1]
    help_text = CliRunner().invoke(main, [*verbs, "--help"], catch_exceptions=False)
    assert help_text.exit_code == 0, help_text.output
    assert [word for word in words if word.startswith("-") and word not in help_text.output] == []


def test_the_manifest_that_the_readme_asks_for_is_printed():
    assert "manifest" in list_verbs(ROOT / "README.md")
    printed = CliRunner().invoke(main, ["manifest"], catch_exceptions=False)
    assert printed.exit_code == 0
    assert set(BOT_SCOPES) <= set(json.loads(printed.stdout)["oauth_config"]["scopes"]["bot"])


def test_the_readme_begins_with_what_is_played_elsewhere():
    """In tests/scenarios/test_demo.py, served and headless; and by whoever runs the suite."""
    assert list_verbs(ROOT / "README.md")[:3] == ["demo", "test", "demo --headless"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_is_promised_that_slack_cannot_keep(page):
    assert "exactly once" not in " ".join(page.read_text().lower().split())
