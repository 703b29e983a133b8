"""auth.*, apps.*, oauth.*, team.*, api.test and blocks.validate: the app itself and where it is installed."""

import secrets
from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.refusals import Refusal


def test_api(call: Call) -> dict[str, Any]:
    """api.test: whatever was sent, or the error that was asked for."""
    echo = {key: value for key, value in call.arguments.values.items() if key != "token"}
    if "error" in echo:
        raise Refusal(str(echo["error"]), args=echo)
    return {"args": echo}


def test_auth(call: Call) -> dict[str, Any]:
    """auth.test: who the token belongs to."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user_id].handle,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> dict[str, Any]:
    """apps.connections.open: the address of a new Socket Mode connection, good for one use."""
    address = call.workspace.base_url.replace("http", "ws", 1)
    ticket = secrets.token_urlsafe(12)
    call.workspace.socket_tickets.add(ticket)
    return {"url": f"{address}/link?ticket={ticket}&app_id={call.workspace.app_id}"}


def get_team(call: Call) -> dict[str, Any]:
    """team.info: the workspace."""
    workspace = call.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}}


def exchange_code(call: Call) -> dict[str, Any]:
    """oauth.v2.access: the bot's token for a code that the authorization page gave, good for one use."""
    workspace = call.workspace
    if call.arguments.text("client_id") != workspace.client_id:
        raise Refusal("invalid_client_id")
    if call.arguments.text("client_secret") != workspace.client_secret:
        raise Refusal("bad_client_secret")
    code = call.arguments.demand("code", "invalid_code")
    if code not in workspace.oauth_codes:
        raise Refusal("code_already_used" if code in workspace.used_oauth_codes else "invalid_code")
    installer = workspace.oauth_codes.pop(code)
    workspace.used_oauth_codes.add(code)
    return {
        "access_token": workspace.bot_token,
        "token_type": "bot",
        "scope": ",".join(workspace.scopes),
        "bot_user_id": workspace.bot_user_id,
        "app_id": workspace.app_id,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "enterprise": None,
        "authed_user": {"id": installer},
        "is_enterprise_install": False,
    }


def validate_blocks(call: Call) -> dict[str, Any]:
    """blocks.validate: what is wrong with exactly one of blocks, message or view."""
    given = [name for name in ("blocks", "message", "view") if name in call.arguments]
    if len(given) != 1:
        raise Refusal("invalid_arguments", ["exactly one of blocks, message and view is required"])
    problems = call.workspace.inspection.find_problems(given[0], call.arguments.structure(given[0]))
    if problems:
        errors = [{"code": each.code, "pointer": each.pointer, "message": each.message} for each in problems]
        raise Refusal("invalid_blocks", errors=errors)
    return {}
