"""The edge: a handful of Bolt listeners that turn Slack's payloads into asks and answers into what Slack shows."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.error_handler import explain
from bot.home import publish_home
from bot.logs import get_logger
from bot.metrics import ACK_SECONDS, GESTURES
from bot.parcels import send_parcel
from bot.pictures import send_picture
from bot.responses import ResponsePoster
from bot.showing import find_form, make_notice, make_sentence, show_answer, show_form_answer
from commands.slack.ask import Answer, Ask, Drawing, House, Parcel, Replacement, Reply, Silence
from commands.slack.blocks import compose, section, sections
from commands.slack.boxes import read_boxes
from commands.slack.modals import Modal, field_name, read_form, read_metadata
from commands.slack.router import Router
from commands.slack.text import escape
from storage.errors import AlreadyDone, GroundswellError, NotAllowed, OutOfDate
from storage.people import find_person

EVERYTHING = re.compile(".*", re.DOTALL)

log = get_logger(__name__)


class Edge:
    """Answers gestures: durable first, acknowledged then, and whatever is slow after that."""

    def __init__(
        self, house: House, router: Router, responses: ResponsePoster, barred: Callable[[str, str], str | None]
    ) -> None:
        self._house = house
        self._router = router
        self._responses = responses
        self._barred = barred
        self._afterwards: set[asyncio.Task[None]] = set()

    def register(self, bolt: AsyncApp, direct_commands: dict[str, str]) -> None:
        """Put the listeners into Bolt; `direct_commands` maps "/change-status" to its noun."""
        self._direct = direct_commands
        bolt.command(EVERYTHING)(self.on_command)
        bolt.action(EVERYTHING)(self.on_action)
        bolt.view(EVERYTHING)(self.on_form)
        bolt.view_closed(EVERYTHING)(_acknowledge)
        bolt.event("app_home_opened")(self.on_home_opened)

    async def finish(self) -> None:
        """Wait for what is still being shown."""
        if self._afterwards:
            await asyncio.wait(self._afterwards, timeout=5)

    async def on_command(self, ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a slash command, in the acknowledgement itself where it can be."""
        started = time.perf_counter()
        ask = Ask(
            house=self._house,
            team_id=command["team_id"],
            user_id=command["user_id"],
            now=self._house.store.clock.now(),
            text=command.get("text") or "",
            channel_id=command["channel_id"],
            receipt=f"command:{command['trigger_id']}",
        )
        noun = self._direct.get(command["command"])
        route = self._router.on_command(ask) if noun is None else self._router.on_direct_command(noun, ask)
        answer = await self._answer(ask, route, "command", _name_command(command))
        if isinstance(answer, Modal):
            answer = await self._open(client, command["trigger_id"], answer, command.get("response_url"))
        answer = self._send_along(client, ask, answer)
        if isinstance(answer, Reply):
            message = answer.message
            await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        else:
            await ack()
        ACK_SECONDS.observe(time.perf_counter() - started)

    async def on_action(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a clicked button or a changed select."""
        action = body["actions"][0]
        ask = Ask(
            house=self._house,
            team_id=body["team"]["id"],
            user_id=body["user"]["id"],
            now=self._house.store.clock.now(),
            value=_chosen_value(action),
            channel_id=(body.get("channel") or {}).get("id"),
            receipt=f"action:{body['trigger_id']}:{action['action_id']}",
        )
        form = find_form(body)
        answer = await self._answer(ask, self._route_action(ask, body, form), "action", action["action_id"])
        response_url = body.get("response_url")
        if isinstance(answer, Modal) and form is not None:
            self._later(self._redraw(client, form, answer))
            answer = None
        elif isinstance(answer, Modal):
            answer = await self._open(client, body["trigger_id"], answer, response_url)
        await ack()
        answer = self._send_along(client, ask, answer)
        if isinstance(answer, Reply | Replacement):
            self._later(show_answer(self._responses, client, body, answer))
        # Ticking a box changes nothing, and drawing the tab anew could take the tick away.
        if "view" in body and not isinstance(answer, Silence):
            self._later(publish_home(client, ask))

    async def _route_action(self, ask: Ask, body: dict[str, Any], form: dict[str, Any] | None) -> Answer:
        """A button within a form knows what has been filled in so far, another one what is ticked beside it."""
        ask = replace(ask, form=read_boxes(body))
        if form is not None:
            metadata = read_metadata(self._house.pepper, form["private_metadata"])
            metadata.pop("response_url", None)
            ask = replace(ask, form=read_form(form), metadata=metadata)
        return await self._router.on_action(body["actions"][0]["action_id"], ask)

    async def on_form(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a submitted form: sentences under their inputs, or the confirmation where the form was asked for."""
        ask = Ask(
            house=self._house,
            team_id=body["team"]["id"],
            user_id=body["user"]["id"],
            now=self._house.store.clock.now(),
            receipt=f"form:{view['id']}:{view.get('hash', '')}",
        )
        try:
            metadata = read_metadata(self._house.pepper, view.get("private_metadata") or "")
            response_url = metadata.pop("response_url", None)
            ask = replace(ask, form=read_form(view), metadata=metadata)
            self._bar(ask)
            answer = await self._router.on_form(view["callback_id"], ask)
        except AlreadyDone:
            GESTURES.labels("form", "repeated").inc()
            await ack()
        except GroundswellError as error:
            GESTURES.labels("form", "refused").inc()
            await self._refuse_form(ack, ask, view, error)
        except Exception as error:
            GESTURES.labels("form", "broken").inc()
            await ack(response_action="update", view=make_sentence(explain(error, ask)))
        else:
            GESTURES.labels("form", "done").inc()
            await self._confirm_form(ack, client, answer, response_url)
            if response_url is None:
                self._later(publish_home(client, ask))

    async def on_home_opened(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """Draw the Home tab when somebody opens it."""
        if event.get("tab") == "home":
            await publish_home(client, Ask(self._house, body["team_id"], event["user"], self._house.store.clock.now()))

    def _send_along(self, client: AsyncWebClient, ask: Ask, answer: Answer | None) -> Answer | None:
        """Set off what comes as a direct message; the answer is then the note about it."""
        match answer:
            case Drawing():
                self._later(send_picture(client, ask.user_id, answer.picture))
            case Parcel():
                self._later(send_parcel(client, ask.user_id, answer))
            case _:
                return answer
        return Reply(answer.note)

    async def _confirm_form(self, ack: AsyncAck, client: AsyncWebClient, answer: Answer, url: str | None) -> None:
        if isinstance(answer, Modal):
            await ack(response_action="update", view=self._render(answer, url))
        elif url is None and (isinstance(answer, Reply) or (isinstance(answer, Replacement) and answer.place is None)):
            await ack(response_action="update", view=make_notice(answer.message))
        else:
            await ack()
            self._later(show_form_answer(self._responses, client, url, answer))

    async def _refuse_form(self, ack: AsyncAck, ask: Ask, view: dict[str, Any], error: GroundswellError) -> None:
        if isinstance(error, NotAllowed):
            self._later(self._audit_refusal(ask, error, str(view["callback_id"])))
            error = await self._name_whom_to_ask(ask, error)
        errors = _place_errors(error, view["blocks"])
        if isinstance(error, OutOfDate) or not errors:
            await ack(response_action="update", view=make_sentence(error.sentence))
        else:
            await ack(response_action="errors", errors=errors)

    async def _name_whom_to_ask(self, ask: Ask, error: NotAllowed) -> NotAllowed:
        """The same refusal for a place where a mention would be shown as it is written."""
        person = await ask.read(lambda unit: find_person(unit, error.ask_id or ""))
        if person is not None:
            error.sentence = error.sentence.replace(f"<@{person.user_id}>", f"@{person.handle} ({person.name})")
        return error

    async def _answer(self, ask: Ask, route: Awaitable[Answer], kind: str, name: str) -> Answer | None:
        try:
            self._bar(ask)
            answer = await route
        except AlreadyDone:
            GESTURES.labels(kind, "repeated").inc()
            return None
        except GroundswellError as error:
            GESTURES.labels(kind, "refused").inc()
            if isinstance(error, NotAllowed):
                self._later(self._audit_refusal(ask, error, name))
            return Reply(compose(*sections(_format_sentence(error))))
        except Exception as error:
            GESTURES.labels(kind, "broken").inc()
            return Reply(compose(section(escape(explain(error, ask)))))
        else:
            GESTURES.labels(kind, "done").inc()
            return answer
        finally:
            if isinstance(route, Coroutine):
                route.close()

    def _bar(self, ask: Ask) -> None:
        reason = self._barred(ask.team_id, ask.user_id)
        if reason is not None:
            raise NotAllowed(f"member of this workspace (your account {reason})")

    async def _audit_refusal(self, ask: Ask, error: NotAllowed, gesture: str) -> None:
        await self._house.store.write(
            ask.team_id,
            lambda unit: unit.audit("access.refused", gesture, role=error.role),
            actor_id=ask.user_id,
        )

    async def _open(
        self, client: AsyncWebClient, trigger_id: str, modal: Modal, response_url: str | None
    ) -> Answer | None:
        try:
            await client.views_open(trigger_id=trigger_id, view=self._render(modal, response_url))
        except Exception as error:
            log.warning("form not opened", extra={"form": modal.callback_id, "reason": str(error)})
            return Reply(
                compose(section("The form could not be opened in time. Please run it again. Nothing was saved."))
            )
        return None

    async def _redraw(self, client: AsyncWebClient, form: dict[str, Any], modal: Modal) -> None:
        """The form again, changed; what was typed meanwhile stays, since its inputs keep their names."""
        response_url = read_metadata(self._house.pepper, form["private_metadata"]).get("response_url")
        await client.views_update(view_id=form["id"], hash=form["hash"], view=self._render(modal, response_url))

    def _render(self, modal: Modal, response_url: str | None) -> dict[str, Any]:
        return modal.render(self._house.pepper, {"response_url": response_url} if response_url else {})

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("an answer could not be shown")


def _name_command(command: dict[str, Any]) -> str:
    """What was asked for, without what was said: "/change memo", for the audit log."""
    words = (command.get("text") or "").split()
    noun = words[0].lower() if words and words[0].isascii() and words[0].isalpha() else ""
    return f"{command['command']} {noun}".strip()[:64]


def _chosen_value(action: dict[str, Any]) -> str:
    if "selected_option" in action:
        return str((action["selected_option"] or {}).get("value", ""))
    return str(action.get("value") or action.get("selected_user") or action.get("selected_date") or "")


def _format_sentence(error: GroundswellError) -> str:
    # The person to ask is a mention that the error made itself; everything else in a sentence may come from a person.
    if isinstance(error, NotAllowed) and error.ask_id:
        mention = f"<@{error.ask_id}>"
        return escape(error.sentence).replace(escape(mention), mention)
    return escape(error.sentence)


def _place_errors(error: GroundswellError, blocks: list[dict[str, Any]]) -> dict[str, str]:
    """Each problem's sentence under the input of its field, or under the first input where it has none."""
    inputs = [block["block_id"] for block in blocks if block["type"] == "input"]
    placed: dict[str, str] = {}
    if not inputs:
        return placed
    for problem in error.problems:
        name = field_name(problem.field or "")
        block_id = name if name in inputs else inputs[0]
        placed[block_id] = f"{placed[block_id]} {problem.sentence}" if block_id in placed else problem.sentence
    return placed
