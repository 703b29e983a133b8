"""The launcher: which Python it takes, when it installs, what it says when it cannot. Nothing is really installed:
a copy of it runs in a folder of its own, with stand-ins for uv and for other Pythons on the path."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_OLD = """
import runpy, sys
sys.version, sys.version_info, sys.argv = "3.9.2 (old)", (3, 9, 2, "final", 0), sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script as an older Python would."""
MAKE_PROGRAM = """cat > "$VENV/bin/groundswell" <<'EOF'
#!/bin/sh
echo "ran $*"
exit 7
EOF
chmod +x "$VENV/bin/groundswell"
"""
UV = f"""
echo "uv $*" >> "$CALLS"
echo "progress"
case "$*" in
    venv*) mkdir -p "$VENV/bin"; ln -s "{os.path.realpath(sys.executable)}" "$VENV/bin/python";;
    *-e\\ *) {MAKE_PROGRAM};;
esac
"""
PYTHON = f"""
case "$*" in
    *"import ensurepip"*) exit 0;;
    *"%d.%d"*) echo 3.12;;
    *">= (3, 11)"*) echo True;;
    *) echo "python $*" >> "$CALLS";;
esac
case "$*" in
    "-m venv"*) mkdir -p "$VENV/bin"; cp "$0" "$VENV/bin/python";;
    *-e\\ *) {MAKE_PROGRAM};;
esac
"""
DEBIANS_PYTHON = PYTHON.replace("exit 0", "exit 1", 1)
OLD_PYTHON = "echo False"
BROKEN = "exit 127"


class Clone:
    """A clone with nothing but the launcher and what it reads, and the only folder on its path."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs, self.log = folder / "clone", folder / "programs", folder / "calls"
        self.folder.mkdir()
        self.programs.mkdir()
        self.venv, self.launcher = self.folder / ".venv", self.folder / "groundswell"
        self.launcher.write_bytes((ROOT / "groundswell").read_bytes())
        for name in ("requirements.lock", "pyproject.toml"):
            (self.folder / name).write_text("")

    def put(self, name: str, script: str) -> str:
        """Put a shell script on the path; gives where it is."""
        program = self.programs / name
        program.write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin VENV='{self.venv}' CALLS='{self.log}'\n{script}\n")
        program.chmod(0o755)
        return str(program)

    def start(self, *words: str, too_old: bool = False) -> "subprocess.Popen[str]":
        """`./groundswell WORDS`, without stdin."""
        python = [sys.executable, "-c", TOO_OLD] if too_old else [sys.executable]
        return subprocess.Popen(
            [*python, self.launcher, *words],
            env={"PATH": str(self.programs)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *words: str, too_old: bool = False) -> "subprocess.CompletedProcess[str]":
        """The same, run to its end."""
        with self.start(*words, too_old=too_old) as process:
            stdout, stderr = process.communicate(timeout=30)
            return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)

    def take_steps(self) -> list[str]:
        """What has been installed with since the last look, as short as it tells the steps apart."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        kinds = {" venv ": "venv", "requirements.lock": "lock", " -e ": "project"}
        return [next(kind for mark, kind in kinds.items() if mark in line) for line in lines]


ALL_STEPS = ["venv", "lock", "project"]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture
def installed(clone: Clone) -> Clone:
    """A clone after its first call, with uv on the path."""
    clone.put("uv", UV)
    clone.call()
    assert clone.take_steps() == ALL_STEPS
    return clone


def test_the_first_call_installs_and_becomes_the_program(clone):
    clone.put("uv", UV)
    first = clone.call("status", "a b", "--x")
    assert (first.stdout, first.returncode) == ("ran status a b --x\n", 7)
    assert "installing into .venv" in first.stderr
    assert "progress" in first.stderr
    venv, lock, project = clone.log.read_text().splitlines()
    assert f"--python {os.path.realpath(sys.executable)} {clone.venv}" in venv
    assert lock.endswith(f"--require-hashes -r {clone.folder}/requirements.lock")
    assert project.endswith(f"--no-deps --no-build-isolation -e {clone.folder}")


def test_later_calls_go_straight_to_the_program(installed):
    later = installed.call("help")
    assert (later.stdout, later.stderr, later.returncode) == ("ran help\n", "", 7)
    assert installed.take_steps() == []


def test_the_launcher_works_from_anywhere_through_a_link(installed, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(installed.launcher)
    installed.launcher = link
    assert installed.call().stderr == ""


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_into_the_same_venv(installed, name):
    (installed.folder / name).write_text("# changed")
    assert "bringing .venv up to date" in installed.call().stderr
    assert installed.take_steps() == ["lock", "project"]
    assert installed.call().stderr == ""


def test_a_venv_without_its_python_is_made_anew(installed):
    (installed.venv / "bin" / "python").unlink()
    installed.call()
    assert installed.take_steps() == ALL_STEPS


def test_a_moved_clone_is_made_anew_since_programs_name_the_place_of_their_venv(installed):
    moved = installed.folder.rename(installed.folder.with_name("moved"))
    installed.launcher, installed.venv = moved / "groundswell", moved / ".venv"
    installed.put("uv", UV)
    installed.call()
    assert installed.take_steps() == ALL_STEPS


def test_a_step_that_fails_is_named_and_the_next_call_starts_again(clone):
    clone.put("uv", UV.replace("*-e\\ *)", "*requirements.lock) echo no room left; exit 1;; *-e\\ *)"))
    failed = clone.call("demo")
    assert (failed.stdout, failed.returncode) == ("", 1)
    assert "no room left\ngroundswell: the lines above say why this step failed: " in failed.stderr
    assert "requirements.lock" in failed.stderr.splitlines()[-1]
    assert clone.take_steps() == ["venv", "lock"]
    clone.put("uv", UV)
    assert clone.call("demo").stdout == "ran demo\n"
    assert clone.take_steps() == ALL_STEPS


def test_a_killed_installation_is_made_anew(clone):
    clone.put("uv", UV.replace("*-e\\ *)", "*requirements.lock) kill -9 $PPID; exit 0;; *-e\\ *)"))
    assert clone.call().returncode == -9
    assert clone.take_steps() == ["venv", "lock"]
    clone.put("uv", UV)
    assert clone.call("demo").stdout == "ran demo\n"
    assert clone.take_steps() == ALL_STEPS


def test_a_step_that_outlives_its_killed_call_still_keeps_others_from_its_files(clone):
    clone.put(
        "uv", UV.replace("*-e\\ *)", '*requirements.lock) kill -9 $PPID; sleep 0.5; echo late >> "$CALLS";; *-e\\ *)')
    )
    with clone.start() as killed:
        killed.wait(timeout=30)
        clone.put("uv", UV)
        assert "waiting for it" in clone.call().stderr
        assert "late\nuv venv" in clone.log.read_text()


def test_of_two_first_calls_at_once_one_installs_and_the_other_waits(clone):
    clone.put("uv", UV.replace("venv*)", "venv*) sleep 0.5;", 1))
    with clone.start("one") as one, clone.start("two") as two:
        outputs = [one.communicate(timeout=30), two.communicate(timeout=30)]
    assert [stdout for stdout, _ in outputs] == ["ran one\n", "ran two\n"]
    assert sorted("waiting for it" in stderr for _, stderr in outputs) == [False, True]
    assert clone.take_steps() == ALL_STEPS


def test_an_old_python_hands_over_to_the_newest_on_the_path_that_works(clone):
    clone.put("uv", UV)
    clone.put("python3.13", BROKEN)
    expected = clone.put("python3.12", PYTHON)
    clone.put("python3.11", PYTHON)
    assert clone.call(too_old=True).returncode == 7
    assert f"--python {expected} " in clone.log.read_text()


def test_without_a_suitable_python_one_line_says_what_to_install(clone):
    clone.put("uv", UV)
    clone.put("python3", OLD_PYTHON)
    refused = clone.call(too_old=True)
    assert refused.returncode == 1
    assert refused.stderr == (
        "groundswell: needs Python 3.11 or newer, and this is 3.9.2. "
        "On Debian and Ubuntu: apt-get install python3.11 python3.11-venv\n"
    )
    assert not clone.venv.exists()


def test_without_uv_venv_and_pip_do_the_same(clone):
    clone.put("python3.12", PYTHON)
    assert clone.call("help", too_old=True).stdout == "ran help\n"
    venv, lock, project = clone.log.read_text().splitlines()
    assert venv == f"python -m venv {clone.venv}"
    assert lock == f"python -m pip install --no-input --require-hashes -r {clone.folder}/requirements.lock"
    assert project == f"python -m pip install --no-input --no-deps --no-build-isolation -e {clone.folder}"


def test_where_ensurepip_is_missing_one_line_names_its_package(clone):
    python = clone.put("python3.12", DEBIANS_PYTHON)
    refused = clone.call(too_old=True)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        f"groundswell: {python} lacks ensurepip. On Debian and Ubuntu: apt-get install python3.12-venv"
    )
    assert clone.take_steps() == []
    assert not clone.venv.exists()


def test_an_older_python_can_read_it_to_say_what_is_missing():
    ast.parse((ROOT / "groundswell").read_text(), feature_version=(3, 8))
