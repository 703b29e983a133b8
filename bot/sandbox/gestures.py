"""What people do in Slack, done from a test or a page: commands, clicks, choices, forms, Home, direct messages."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.courier import Courier, Receipt
from bot.sandbox.elements import STATE_FIELDS, Placed, StatefulElement, list_placed
from bot.sandbox.escaping import encode_entities, escape_typed
from bot.sandbox.forms import check_form, fill_in, find_option, find_placed
from bot.sandbox.members import User
from bot.sandbox.messages import Message
from bot.sandbox.outcomes import Observation, Outcome
from bot.sandbox.payloads import Payloads
from bot.sandbox.responses import Responses
from bot.sandbox.submissions import Submissions
from bot.sandbox.views import Typed, View
from bot.sandbox.workspace import Workspace

Place = Message | View | str
"""Where an element stands: a message, a view, a message's ts, "modal" (the top one) or "home"."""


class Gestures:
    """Makes gestures for any person of the workspace; each gives what that person then sees."""

    def __init__(self, workspace: Workspace, courier: Courier, responses: Responses) -> None:
        self._workspace, self._courier, self._responses = workspace, courier, responses
        self._payloads = Payloads(workspace)
        self._submissions = Submissions(workspace, courier, self._payloads)
        self._chosen: dict[tuple[str, str, str], Typed] = {}

    async def slash(self, user: str, line: str, channel: str | None = None, *, escape: bool = True) -> Outcome:
        """Type a command such as "/change list", by default in the direct conversation with the bot.

        With `escape` (should_escape in the manifest) names and addresses in it become mentions and links.
        """
        person, workspace = self._workspace.get_user(user), self._workspace
        place = workspace.get_channel(channel) if channel else workspace.open_direct(person.id)
        command, _, text = line.strip().partition(" ")
        written = escape_typed(text.strip(), workspace) if escape else encode_entities(text.strip())
        trigger = workspace.tickets.issue_trigger(person.id)
        ticket = workspace.tickets.issue_response(person.id, place.id, None, is_ephemeral=True)
        payload = self._payloads.build_command(person, place, command, written, trigger, ticket)
        async with Observation(workspace, person.id) as observation:
            receipt = await self._courier.send("slash_commands", payload)
            self._responses.reply_to_command(ticket, receipt.body)
            return await _finish(observation, receipt)

    async def click(
        self, user: str, place: Place, label: str, *, nth: int | None = None, confirm: bool = True
    ) -> Outcome:
        """Click a button by its label, action_id or value; where it asks for confirmation, answer with `confirm`."""
        person, where = self._find_place(user, place)
        placed = find_placed(
            [each for each in list_placed(where.blocks or []) if each.kind not in STATE_FIELDS], label, nth
        )
        if placed.element.get("confirm") and not confirm:
            return Outcome(self._workspace, was_sent=False)
        return await self._send_action(person, where, placed, {})

    async def select(
        self, user: str, place: Place, label: str, value: Any, *, nth: int | None = None, hostile: bool = False
    ) -> Outcome:
        """Choose in a select, picker, menu or set of boxes; in an input without dispatch_action nothing is sent yet."""
        person, where = self._find_place(user, place)
        placed = find_placed(list_placed(where.blocks or []), label, nth)
        if placed.kind not in STATE_FIELDS:
            return await self._send_action(person, where, placed, {"selected_option": find_option(placed, value)})
        stateful = StatefulElement(placed.element, placed.block)
        if isinstance(where, View) and placed.kind in ("external_select", "multi_external_select"):
            stateful = await self._submissions.fetch_options(person, where, stateful, value)
        state = fill_in(stateful, value, self._workspace, hostile)
        if isinstance(where, View):
            where.typed[placed.block_id, placed.action_id] = state
        else:
            self._list_chosen(person, where)[placed.block_id, placed.action_id] = state
        if placed.is_input and not placed.block.get("dispatch_action"):
            return Outcome(self._workspace, was_sent=False)
        return await self._send_action(person, where, placed, state)

    async def submit_view(
        self, user: str, values: Mapping[str, Any] | None = None, *, hostile: bool = False
    ) -> Outcome:
        """Fill in the open modal by label or action_id and submit it; what Slack's client refuses is never sent.

        A `hostile` client sends what it likes, however wrong.
        """
        person = self._workspace.get_user(user)
        view = self._get_modal(person)
        for label, value in (values or {}).items():
            placed = find_placed([each for each in view.list_elements() if each.is_input], label)
            stateful = StatefulElement(placed.element, placed.block)
            if placed.kind in ("external_select", "multi_external_select"):
                stateful = await self._submissions.fetch_options(person, view, stateful, value)
            view.typed[placed.block_id, placed.action_id] = fill_in(stateful, value, self._workspace, hostile)
        problems = {} if hostile else check_form(view.list_elements(), view.build_state())
        if problems:
            return Outcome(self._workspace, field_errors=problems, view=view, was_sent=False)
        async with Observation(self._workspace, person.id) as observation:
            receipt = await self._submissions.submit(person, view, observation.outcome)
            return await _finish(observation, receipt)

    async def close_view(self, user: str, *, clear: bool = False) -> Outcome:
        """Close the open modal, or with `clear` the whole stack; the bot is told where the view asks for it."""
        person = self._workspace.get_user(user)
        view = self._get_modal(person)
        async with Observation(self._workspace, person.id) as observation:
            receipt = await self._submissions.close(person, view, clear)
            return await _finish(observation, receipt)

    async def open_home(self, user: str, tab: str = "home") -> Outcome:
        """Open the app's Home tab (or its messages tab)."""
        person = self._workspace.get_user(user)
        home = self._workspace.homes.get(person.id)
        channel = self._workspace.open_direct(person.id)
        event: dict[str, Any] = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        if home is not None and tab == "home":
            event["view"] = home.to_api(self._workspace.team_id, self._workspace.app_id, self._workspace.bot_id)
        async with Observation(self._workspace, person.id) as observation:
            receipt = await self._courier.send_event(self._payloads.build_event(event))
            outcome = await _finish(observation, receipt)
            outcome.view = outcome.view or self._workspace.homes.get(person.id)
            return outcome

    async def send_dm(self, user: str, text: str) -> Outcome:
        """Write to the bot in the direct conversation."""
        person, workspace = self._workspace.get_user(user), self._workspace
        channel = workspace.open_direct(person.id)
        message = workspace.post(Message(channel.id, person.id, escape_typed(text, workspace), is_from_bot=False))
        event = {**message.to_api(), "channel": channel.id, "channel_type": "im", "team": workspace.team_id}
        return await self.send_event(event, person.id)

    async def send_event(self, event: dict[str, Any], user: str | None = None) -> Outcome:
        """Send any event, such as app_uninstalled or user_change; the outcome is what `user` (or the bot) sees."""
        watcher = self._workspace.get_user(user or self._workspace.bot_user_id)
        async with Observation(self._workspace, watcher.id) as observation:
            receipt = await self._courier.send_event(self._payloads.build_event(event))
            return await _finish(observation, receipt)

    async def _send_action(
        self, person: User, where: Message | View, placed: Placed, chosen: dict[str, Any]
    ) -> Outcome:
        action = self._payloads.build_action(placed, chosen)
        payload = (
            self._build_view_action(person, where, action)
            if isinstance(where, View)
            else self._build_message_action(person, where, action)
        )
        async with Observation(self._workspace, person.id) as observation:
            receipt = await self._courier.send("interactive", payload)
            return await _finish(observation, receipt)

    def _build_view_action(self, person: User, view: View, action: dict[str, Any]) -> dict[str, Any]:
        trigger = self._workspace.tickets.issue_trigger(person.id, view.id)
        return self._payloads.build_view_action(person, view, action, trigger)

    def _build_message_action(self, person: User, message: Message, action: dict[str, Any]) -> dict[str, Any]:
        tickets = self._workspace.tickets
        is_ephemeral = message.ephemeral_for is not None
        ticket = tickets.issue_response(person.id, message.channel_id, message.ts, is_ephemeral)
        chosen = self._list_chosen(person, message)
        state = View("", person.id, {"blocks": message.blocks or []}, "", typed=chosen).build_state()
        trigger, address = tickets.issue_trigger(person.id), self._payloads.address(ticket)
        return self._payloads.build_message_action(person, message, action, state, trigger, address)

    def _list_chosen(self, person: User, message: Message) -> Typed:
        """What somebody has chosen in a message and its client remembers, as long as it can be chosen there."""
        place = (person.id, message.channel_id, message.ts)
        offered = {(each.block_id, each.action_id) for each in list_placed(message.blocks or [])}
        self._chosen[place] = {key: state for key, state in self._chosen.get(place, {}).items() if key in offered}
        return self._chosen[place]

    def _find_place(self, user: str, place: Place) -> tuple[User, Message | View]:
        person = self._workspace.get_user(user)
        if isinstance(place, View):
            return person, place
        if place == "modal":
            return person, self._get_modal(person)
        if place == "home":
            return person, self._workspace.homes[person.id]
        ts = place if isinstance(place, str) else place.ts
        found = self._workspace.find_visible(person.id, ts)
        if found is None:
            raise LookupError(f"{person.handle} sees no message {ts}")
        return person, found

    def _get_modal(self, person: User) -> View:
        stack = self._workspace.modals[person.id]
        if not stack:
            raise LookupError(f"{person.handle} has no modal open")
        return stack[-1]


async def _finish(observation: Observation, receipt: Receipt) -> Outcome:
    await observation.settle()
    outcome = observation.outcome
    outcome.ack_seconds, outcome.error = receipt.ack_seconds, receipt.error
    return outcome
