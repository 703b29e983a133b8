"""Submitting and closing modals, and what the bot's answer does to the stack of views."""

from typing import Any

from bot.sandbox.courier import Courier, Receipt
from bot.sandbox.elements import StatefulElement
from bot.sandbox.members import User
from bot.sandbox.methods.screens import change_view, show_modal
from bot.sandbox.outcomes import Outcome
from bot.sandbox.payloads import Payloads
from bot.sandbox.refusals import Refusal
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace


class Submissions:
    """Sends view_submission, view_closed and block_suggestion, and carries out the response_action."""

    def __init__(self, workspace: Workspace, courier: Courier, payloads: Payloads) -> None:
        self._workspace, self._courier, self._payloads = workspace, courier, payloads

    async def submit(self, person: User, view: View, outcome: Outcome) -> Receipt:
        """Submit a modal; one that the bot does not acknowledge stays open, as in Slack."""
        trigger = self._workspace.tickets.issue_trigger(person.id, view.id)
        receipt = await self._courier.send("interactive", self._payloads.build_submission(person, view, trigger))
        if receipt.error is None:
            answer = receipt.body if isinstance(receipt.body, dict) else {}
            try:
                self._carry_out(person, view, answer, outcome)
            except Refusal as refusal:
                self._workspace.traffic.blame("bad_response_action", f"{refusal.error} {refusal.messages}")
        return receipt

    async def close(self, person: User, view: View, clear: bool) -> Receipt:
        """Close a modal or, with `clear` or where it says so itself, the whole stack; tell the bot where it asked."""
        stack = self._workspace.modals[person.id]
        clear = clear or bool(view.content.get("clear_on_close"))
        closed = list(stack) if clear else [view]
        self._leave(person, closed)
        receipt = Receipt(0.0)
        for each in reversed(closed):
            if each.content.get("notify_on_close"):
                payload = self._payloads.build_closing(person, each, is_cleared=clear)
                receipt = await self._courier.send("interactive", payload)
        return receipt

    async def fetch_options(self, person: User, view: View, placed: StatefulElement, typed: Any) -> StatefulElement:
        """The element with the options that the bot suggests for what was typed."""
        payload = self._payloads.build_suggestion(person, view, placed, str(typed))
        receipt = await self._courier.send("interactive", payload)
        answer = receipt.body if isinstance(receipt.body, dict) else {}
        offered = {key: answer[key] for key in ("options", "option_groups") if key in answer}
        return StatefulElement({**placed.element, **offered}, placed.block)

    def _carry_out(self, person: User, view: View, answer: dict[str, Any], outcome: Outcome) -> None:
        action = answer.get("response_action")
        if action == "errors":
            outcome.view = view
            outcome.field_errors = self._place_errors(view, answer.get("errors") or {})
        elif action == "update":
            self._workspace.inspection.check_view(answer.get("view") or {})
            change_view(self._workspace, view, answer["view"])
        elif action == "push":
            self._workspace.inspection.check_view(answer.get("view") or {})
            show_modal(self._workspace, person.id, answer["view"])
        elif action == "clear":
            self._leave(person, list(self._workspace.modals[person.id]))
        elif action is None:
            self._leave(person, [view])
        else:
            raise Refusal("invalid_response_action", [str(action)])

    def _place_errors(self, view: View, errors: dict[str, str]) -> dict[str, str]:
        """Each error under the label of its input; one that belongs to no input is never seen, hence a violation."""
        inputs = {placed.block_id: placed for placed in view.list_elements() if placed.is_input}
        strangers = set(errors) - set(inputs)
        if strangers or not errors:
            raise Refusal("invalid_errors", [f"no input block is called {', '.join(sorted(strangers))}"])
        return {inputs[block_id].label: text for block_id, text in errors.items()}

    def _leave(self, person: User, views: list[View]) -> None:
        stack = self._workspace.modals[person.id]
        for view in views:
            if view in stack:
                stack.remove(view)
            self._workspace.notify("view", user=person.id, view=view.id)
