"""Health pages: what a load balancer is told while the database does not answer."""

import json
from types import SimpleNamespace

import pytest

from bot.web.health import health_routes
from storage.store import Store


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_database_that_is_away_is_no_crash_but_503(tmp_path, path):
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    pages = {route.path: route.endpoint for route in health_routes(SimpleNamespace(store=store))}
    try:
        answer = await pages[path](None)
    finally:
        store.close()
    assert answer.status_code == 503
    assert json.loads(answer.body) == {"ok": False, "reason": "OperationalError"}
