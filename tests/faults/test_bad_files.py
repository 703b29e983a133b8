"""A database that cannot be used is refused at the start with a sentence, and nothing is put in its place."""

import pytest

from bot.sandbox.server import Sandbox
from storage.engine import make_engine
from storage.upgrade import upgrade
from tests.faults.crowd import count_received, make_crowd, promise_all
from tests.processes import Home


@pytest.fixture
async def sandbox():
    async with Sandbox(make_crowd(20)) as opened:
        yield opened


async def start_and_fail(home: Home) -> str:
    """The sentence with which a start is refused."""
    process = await home.call("run")
    assert process.exit_code == 3, process.text
    (sentence,) = process.errors
    assert process.lines == []
    return sentence


async def test_file_that_is_no_database(sandbox, tmp_path):
    file, content = tmp_path / "groundswell.db", b"This is no database.\n" * 500
    file.write_bytes(content)
    sentence = await start_and_fail(Home(sandbox, tmp_path))
    assert sentence.startswith("The database cannot be used: ")
    assert "groundswell restore" in sentence
    assert file.read_bytes() == content


async def test_damaged_page_is_found_before_anything_is_sent(sandbox, tmp_path):
    home = Home(sandbox, tmp_path)
    promise_all(home.database_url, [f"U{n}" for n in range(1, 21)])
    file = tmp_path / "groundswell.db"
    pages = bytearray(file.read_bytes())
    for page in range(8, len(pages) // 4096, 3):
        pages[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    file.write_bytes(pages)
    sentence = await start_and_fail(home)
    assert sentence.startswith("The database cannot be used: ")
    assert file.read_bytes() == bytes(pages)
    assert count_received(sandbox.workspace) == 0


async def test_read_only_database(sandbox, tmp_path):
    file = tmp_path / "groundswell.db"
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    before = file.read_bytes()
    home = Home(sandbox, tmp_path, f"sqlite:///file:{file}?mode=ro&uri=true")
    assert await start_and_fail(home) == (
        "The database cannot be used: attempt to write a readonly database. "
        "Check DATABASE_URL, and the disk or the server that it names."
    )
    assert file.read_bytes() == before


async def test_newer_schema(sandbox, tmp_path):
    home = Home(sandbox, tmp_path)
    engine = make_engine(home.database_url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert (await start_and_fail(home)).startswith("The database is at revision 9999, of a newer Groundswell.")


async def test_refused_token(sandbox, tmp_path):
    home = Home(sandbox, tmp_path)
    sandbox.workspace.tokens_are_revoked = True
    assert "Slack refused the bot's token: token_revoked." in await start_and_fail(home)
