"""The house rules that a machine can hold: style, types, the order of the rooms, short modules, the one clock."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "commands", "surveys", "storage", "benchmarks")
LONGEST_MODULE, LONGEST_LAUNCHER = 300, 150
OUTSIDE_WORLD = ("bot/sandbox", "benchmarks")
"""They play Slack, which has a clock of its own."""
CLOCKS = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}, "time": {"time", "time_ns"}}
"""What asks the machine for the time of day; a monotonic clock only measures."""

BIN = Path(sys.executable).parent
CHECKS = {
    "style": [BIN / "ruff", "check", "--quiet"],
    "format": [BIN / "ruff", "format", "--check", "--quiet"],
    "types": [BIN / "mypy"],
    "order of the rooms": [BIN / "lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_tools_have_nothing_to_say(name):
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_are_short():
    lengths = {module: len(module.read_text().splitlines()) for module in list_modules()}
    assert [f"{name(module)}: {length} lines" for module, length in lengths.items() if length > LONGEST_MODULE] == []
    assert len((ROOT / "groundswell").read_text().splitlines()) <= LONGEST_LAUNCHER


def test_a_package_says_what_it_is_and_does_nothing():
    packages = [module for module in [*list_modules(), ROOT / "tests" / "__init__.py"] if module.name == "__init__.py"]
    assert [name(module) for module in packages if not is_one_docstring(ast.parse(module.read_text()))] == []


def test_every_folder_with_modules_is_a_package():
    folders = {module.parent for module in list_modules()}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_folder_of_tests_has_a_rooms_name():
    folders = [path for path in (ROOT / "tests").rglob("*") if path.is_dir()]
    assert [name(folder) for folder in folders if folder.name in ROOMS] == []


def test_only_the_clock_asks_the_machine_for_the_time():
    bare = [module for module in list_modules() if not name(module).startswith(OUTSIDE_WORLD)]
    found = {name(module): list(find_clock_readings(ast.parse(module.read_text()))) for module in bare}
    assert [module for module, lines in found.items() if lines] == ["storage/clock.py"]


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.datetime.now(zone)",
        "from datetime import datetime as moment\nmoment.utcnow()",
        "from datetime import date\nread = date.today",
        "import time as t\nt.time_ns()",
        "from time import time as now\nnow()",
    ],
)
def test_a_clock_reading_is_found_however_it_is_imported(code):
    assert list(find_clock_readings(ast.parse(code)))


def test_what_is_given_the_time_is_left_alone():
    code = "import time\nfrom datetime import datetime\nclock.now()\ntime.monotonic()\ndatetime.combine(day, time(9))"
    assert list(find_clock_readings(ast.parse(code))) == []


def list_modules() -> list[Path]:
    """Every module of the program, in a stable order."""
    return sorted(module for room in ROOMS for module in (ROOT / room).rglob("*.py"))


def name(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()


def is_one_docstring(module: ast.Module) -> bool:
    """Whether a module is one docstring and nothing else."""
    return len(module.body) == 1 and ast.get_docstring(module) is not None


def find_clock_readings(module: ast.Module) -> Iterator[int]:
    """The lines that ask the machine for the time of day."""
    sources: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            sources |= {alias.asname or alias.name: alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                yield from (node.lineno for alias in node.names if alias.name in CLOCKS["time"])
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS.get(_name_owner(node.value, sources), ()):
            yield node.lineno


def _name_owner(owner: ast.expr, sources: dict[str, str]) -> str:
    if isinstance(owner, ast.Attribute):
        return owner.attr
    return sources.get(owner.id, "") if isinstance(owner, ast.Name) else ""
