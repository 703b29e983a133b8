"""views.*: modals on a person's screen, at most three on top of each other, and the Home tab."""

from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.elements import fill_in_ids
from bot.sandbox.refusals import Refusal
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

STACK_LIMIT = 3


def open_view(call: Call) -> dict[str, Any]:
    """views.open: a modal for whoever made the gesture; it takes the place of what was open."""
    content, trigger = _read_modal(call), _take_trigger(call)
    return _describe(call, show_modal(call.workspace, trigger.user_id, content, replaces_stack=True))


def push_view(call: Call) -> dict[str, Any]:
    """views.push: a modal on top of the one whose button was clicked."""
    content, trigger = _read_modal(call), _take_trigger(call)
    if not call.workspace.modals[trigger.user_id]:
        raise Refusal("not_found")
    return _describe(call, show_modal(call.workspace, trigger.user_id, content))


def update_view(call: Call) -> dict[str, Any]:
    """views.update: other content for an open view, found by its id or external_id."""
    content = _read_content(call)
    view = _find_view(call)
    if view is None:
        raise Refusal("not_found")
    _check_hash(call, view)
    if content.get("type") != view.content.get("type"):
        raise Refusal("invalid_arguments", ["view type cannot be changed [json-pointer:/view/type]"])
    change_view(call.workspace, view, content)
    return _describe(call, view)


def publish_view(call: Call) -> dict[str, Any]:
    """views.publish: what one person sees in the app's Home tab."""
    content = _read_content(call)
    if content.get("type") != "home":
        raise Refusal("invalid_arguments", ["must be a home view [json-pointer:/view/type]"])
    if not call.workspace.home_tab:
        raise Refusal("not_enabled")
    user = call.workspace.users.get(call.arguments.demand("user_id"))
    if user is None or user.deleted or user.is_bot:
        raise Refusal("invalid_arguments", ["invalid user_id [json-pointer:/user_id]"])
    home = call.workspace.homes.get(user.id)
    if home is None:
        home = _make_view(call.workspace, user.id, content)
        call.workspace.homes[user.id] = home
        call.workspace.notify("view", user=user.id, view=home.id)
    else:
        _check_hash(call, home)
        change_view(call.workspace, home, content)
    return _describe(call, home)


def show_modal(workspace: Workspace, user_id: str, content: dict[str, Any], replaces_stack: bool = False) -> View:
    """Put a modal on a person's screen; Refusal push_limit_reached when three are open."""
    stack = workspace.modals[user_id]
    if replaces_stack:
        stack.clear()
    if len(stack) >= STACK_LIMIT:
        raise Refusal("push_limit_reached")
    view = _make_view(workspace, user_id, content)
    if stack:
        view.previous_id, view.root_id = stack[-1].id, stack[0].id
    stack.append(view)
    workspace.notify("view", user=user_id, view=view.id)
    return view


def change_view(workspace: Workspace, view: View, content: dict[str, Any]) -> None:
    """Give an open view other content."""
    view.update({**content, "blocks": fill_in_ids(content.get("blocks", []))})
    workspace.notify("view", user=view.user_id, view=view.id)


def _make_view(workspace: Workspace, user_id: str, content: dict[str, Any]) -> View:
    view_id = workspace.make_id("V")
    return View(view_id, user_id, {**content, "blocks": fill_in_ids(content.get("blocks", []))}, root_id=view_id)


def _read_content(call: Call) -> dict[str, Any]:
    view = call.arguments.structure("view")
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", ["missing required field: view [json-pointer:/view]"])
    call.workspace.inspection.check_view(view)
    return view


def _read_modal(call: Call) -> dict[str, Any]:
    view = _read_content(call)
    if view.get("type") != "modal":
        raise Refusal("invalid_arguments", ["must be a modal [json-pointer:/view/type]"])
    external_id = view.get("external_id")
    open_views = [each for stack in call.workspace.modals.values() for each in stack]
    if external_id and any(each.content.get("external_id") == external_id for each in open_views):
        raise Refusal("duplicate_external_id")
    return view


def _take_trigger(call: Call) -> Any:
    trigger_id = call.arguments.demand("trigger_id")
    refusal = call.workspace.tickets.refuse_trigger(trigger_id)
    if refusal:
        raise Refusal(refusal)
    return call.workspace.tickets.triggers[trigger_id]


def _find_view(call: Call) -> View | None:
    if "view_id" in call.arguments:
        return call.workspace.find_view(call.arguments.text("view_id"))
    external_id = call.arguments.demand("external_id")
    views = [view for stack in call.workspace.modals.values() for view in stack]
    return next((view for view in views if view.content.get("external_id") == external_id), None)


def _check_hash(call: Call, view: View) -> None:
    if "hash" in call.arguments and call.arguments.text("hash") != view.hash:
        raise Refusal("hash_conflict")


def _describe(call: Call, view: View) -> dict[str, Any]:
    workspace = call.workspace
    return {"view": view.to_api(workspace.team_id, workspace.app_id, workspace.bot_id)}
