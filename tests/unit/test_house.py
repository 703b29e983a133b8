"""The house rules, held for all code there is: style, types, imports, one clock, one reader of settings, names."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.config import Settings
from bot.manifest import BOT_EVENTS
from commands.registry import FEATURES

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "commands", "surveys", "storage")
SANDBOX, BENCHMARKS = ROOT / "bot" / "sandbox", ROOT / "benchmarks"
MODULES = sorted(path for room in (*ROOMS, "benchmarks") for path in (ROOT / room).rglob("*.py"))
LONGEST_MODULE = 300
NOW = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.putenv"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "data", "info", "process", "misc"}


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), name_of(path))


def list_names(tree: ast.AST) -> Iterator[str]:
    """Each `a.b` in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"{owner}.{node.attr}"


def find_users(names: set[str]) -> set[str]:
    """The modules of the bot that use one of these names; its sandbox is the world outside, with a clock of its own."""
    modules = [path for path in MODULES if SANDBOX not in path.parents and BENCHMARKS not in path.parents]
    return {name_of(path) for path in modules if not names.isdisjoint(list_names(parse(path)))}


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_ruff_has_nothing_to_say(command):
    run("ruff", *command.split(), "--quiet", ".")


def test_types_hold():
    run("mypy", "--no-error-summary")
    run("mypy", "--no-error-summary", "groundswell")


def test_imports_only_go_down():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name_of)
def test_a_package_says_what_it_is_and_nothing_else(path):
    tree = parse(path)
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_modules_are_short_enough_to_be_read_at_once():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in [*MODULES, ROOT / "groundswell"]}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_modules_are_named_after_what_they_hold():
    assert [name_of(path) for path in MODULES if path.stem in VAGUE_NAMES] == []


def test_only_the_clock_asks_for_the_time():
    assert find_users(NOW) == {"storage/clock.py"}


def test_only_the_settings_read_the_environment():
    assert find_users(ENVIRONMENT) == set()


def test_what_is_switched_off_names_its_rule():
    blanket = re.compile(r"#\s*(noqa(?!:\s*[A-Z]+\d+)|type:\s*ignore(?!\[)|pragma: no cover)")
    found = [
        f"{name_of(path)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if blanket.search(line)
    ]
    assert found == []


def test_surveys_take_nothing_but_the_errors_from_storage():
    imports = [
        (name_of(path), node.module)
        for path in (ROOT / "surveys").glob("*.py")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storage")
    ]
    assert {module for _, module in imports} <= {"storage.errors"}


def list_bolt_listeners() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    """What is listened to, as written, and the function, for each `bolt.KIND(…)(function)`."""
    for path in sorted((ROOT / "bot").glob("*.py")):
        nodes = list(ast.walk(parse(path)))
        functions = {node.name: node for node in nodes if isinstance(node, ast.AsyncFunctionDef)}
        for node in nodes:
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).startswith("bolt.")
                and isinstance(node.func, ast.Call)
            ):
                name = ast.unparse(node.args[0]).removeprefix("self.")
                yield ast.unparse(node.func), functions[name]


def test_every_parameter_of_a_listener_is_one_that_bolt_knows():
    # For a misspelt one Bolt passes None.
    listeners = list(list_bolt_listeners())
    assert len(listeners) >= 10
    for listened, function in listeners:
        names = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]} - {"self"}
        assert names <= set(AsyncArgs.__annotations__), listened


def test_every_event_that_the_manifest_asks_for_has_a_listener():
    listened = {found for call, _ in list_bolt_listeners() for found in re.findall(r"event\('(\w+)'\)", call)}
    assert {event.partition(".")[0] for event in BOT_EVENTS} - listened == set()


def test_every_folder_of_commands_is_a_feature_in_the_registry():
    folders = {path.parent.name for path in (ROOT / "commands").glob("*/__init__.py")} - {"slack"}
    assert len(folders) == len(FEATURES)
    assert all(import_module(f"commands.{folder}.listeners").FEATURE in FEATURES for folder in folders)


@pytest.mark.parametrize("kind", ["actions", "forms", "jobs"])
def test_every_button_form_and_job_belongs_to_one_feature(kind):
    # The router would give a name that is taken twice to the last one alone.
    taken = Counter(name for feature in FEATURES for name in getattr(feature, kind))
    assert [name for name, count in taken.items() if count > 1] == []


def test_every_command_is_typed_in_one_way_and_begins_its_own_usage():
    commands = [command for feature in FEATURES for command in feature.commands]
    assert len({command.words for command in commands}) == len(commands)
    assert [command.usage for command in commands if not command.usage.startswith(command.words)] == []
    assert all(command.summary for command in commands)


def read_docs() -> str:
    pages = list((ROOT / "docs").glob("*.md"))
    if not pages:
        pytest.skip("docs/ has no pages yet")
    return "\n".join(page.read_text() for page in pages)


def test_every_setting_is_documented():
    docs = read_docs()
    assert [field.alias for field in Settings.model_fields.values() if str(field.alias) not in docs] == []


def test_every_command_is_documented():
    docs = read_docs()
    assert [command.words for feature in FEATURES for command in feature.commands if command.words not in docs] == []


def test_migrations_stand_in_one_line():
    files = sorted((ROOT / "storage/migrations/versions").glob("[0-9]*.py"))
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)], "take the next number"
    for number, before, file in zip(numbers, [None, *numbers], files, strict=False):
        text = file.read_text()
        assert f'\nrevision = "{number}"\n' in text, file.name
        assert before is None or f'\ndown_revision = "{before}"\n' in text, file.name
