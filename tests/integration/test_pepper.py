"""The key file: whole, private, and one for all who start at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from bot.pepper import PEPPER_BYTES, load_pepper
from tests.stores import open_store

STARTERS = 8


def test_those_who_start_at_once_have_one_key(tmp_path: Path):
    barrier = Barrier(STARTERS)
    with open_store("sqlite", tmp_path) as store, ThreadPoolExecutor(STARTERS) as starters:

        def start(_: int) -> bytes:
            barrier.wait()
            return load_pepper(tmp_path / "key", store)

        for _ in range(20):
            (pepper,) = set(starters.map(start, range(STARTERS)))
            assert len(pepper) == PEPPER_BYTES
            assert pepper.hex() == (tmp_path / "key").read_text().strip()
            assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
            (tmp_path / "key").unlink()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith("key")] == []
