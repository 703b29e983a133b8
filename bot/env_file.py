"""Writing settings into `.env`: at mode 600, whole or not at all, keeping every other line."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set `values` in the file at `path`, each where it stands or else at the end."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    remaining = dict(values)
    written = []
    for line in lines:
        name = _name_of(line)
        if name not in values:
            written.append(line)
        elif name in remaining:
            written.append(f"{name}={remaining.pop(name)}")
    written += [f"{name}={value}" for name, value in remaining.items()]
    _replace(path, "".join(f"{line}\n" for line in written))


def _name_of(line: str) -> str:
    found = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", line)
    return found[1].upper() if found else ""


def _replace(path: Path, content: str) -> None:
    """Put `content` in the place of the file in one step, durable, never readable by others."""
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
