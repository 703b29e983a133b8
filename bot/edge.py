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
from bot.payloads import ask_by_action, ask_by_command, ask_by_form, name_command
from bot.pictures import send_picture
from bot.punctuality import STILL_AT_WORK, is_in_time
from bot.refusals import format_sentence, place_errors
from bot.responses import ResponsePoster
from bot.showing import find_form, make_notice, make_sentence, show_answer, show_form_answer
from commands.slack.ask import Answer, Ask, Drawing, House, Parcel, Replacement, Reply, Silence
from commands.slack.blocks import compose, section, sections
from commands.slack.boxes import read_boxes
from commands.slack.modals import Modal, read_form, read_metadata
from commands.slack.router import Router
from commands.slack.text import escape
from storage.errors import AlreadyDone, GroundswellError, NotAllowed, OutOfDate
from storage.people import find_person

EVERYTHING = re.compile(".*", re.DOTALL)
Acknowledgement = dict[str, Any]
"""What Bolt's `ack` takes: nothing, sentences under inputs, or another view."""

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
        ask = ask_by_command(self._house, command)
        noun = self._direct.get(command["command"])
        route = self._router.on_command(ask) if noun is None else self._router.on_direct_command(noun, ask)
        work = asyncio.create_task(self._carry_out(client, ask, route, "command", name_command(command), command))
        if await is_in_time(work):
            answer = self._send_along(client, ask, await work)
            message = answer.message if isinstance(answer, Reply) else None
        else:
            message = compose(section(STILL_AT_WORK))
            self._later(self._reply_late(client, ask, work, command["response_url"]))
        if message is None:
            await ack()
        else:
            await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        ACK_SECONDS.observe(time.perf_counter() - started)

    async def _carry_out(
        self, client: AsyncWebClient, ask: Ask, route: Awaitable[Answer], kind: str, name: str, body: dict[str, Any]
    ) -> Answer | None:
        """The answer to a gesture; a form is opened, unless the gesture was made in one, which is drawn anew later."""
        answer = await self._answer(ask, route, kind, name)
        if isinstance(answer, Modal) and find_form(body) is None:
            return await self._open(client, body["trigger_id"], answer, body.get("response_url"))
        return answer

    async def _reply_late(
        self, client: AsyncWebClient, ask: Ask, work: "asyncio.Task[Answer | None]", response_url: str
    ) -> None:
        answer = self._send_along(client, ask, await work)
        if isinstance(answer, Reply):
            await self._responses.reply(response_url, answer.message)

    async def on_action(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a clicked button or a changed select."""
        ask = ask_by_action(self._house, body)
        route = self._route_action(ask, body)
        name = body["actions"][0]["action_id"]
        work = asyncio.create_task(self._carry_out(client, ask, route, "action", name, body))
        await is_in_time(work)
        await ack()
        self._later(self._show_action(client, ask, work, body))

    async def _show_action(
        self, client: AsyncWebClient, ask: Ask, work: "asyncio.Task[Answer | None]", body: dict[str, Any]
    ) -> None:
        answer, form = self._send_along(client, ask, await work), find_form(body)
        # Ticking a box changes nothing, and drawing the tab anew could take the tick away.
        if "view" in body and not isinstance(answer, Silence):
            self._later(publish_home(client, ask))
        if isinstance(answer, Modal) and form is not None:
            await self._redraw(client, form, answer)
        elif isinstance(answer, Reply | Replacement):
            await show_answer(self._responses, client, body, answer)

    async def _route_action(self, ask: Ask, body: dict[str, Any]) -> Answer:
        """A button within a form knows what has been filled in so far, another one what is ticked beside it."""
        ask, form = replace(ask, form=read_boxes(body)), find_form(body)
        if form is not None:
            metadata = read_metadata(self._house.pepper, form["private_metadata"])
            metadata.pop("response_url", None)
            ask = replace(ask, form=read_form(form), metadata=metadata)
        return await self._router.on_action(body["actions"][0]["action_id"], ask)

    async def on_form(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a submitted form: sentences under their inputs, or the confirmation where the form was asked for."""
        work = asyncio.create_task(self._settle_form(client, ask_by_form(self._house, body), view))
        if await is_in_time(work):
            await ack(**await work)
        else:
            await ack(response_action="update", view=make_sentence(STILL_AT_WORK))
            self._later(_update_late(client, view["id"], work))

    async def _settle_form(self, client: AsyncWebClient, ask: Ask, view: dict[str, Any]) -> Acknowledgement:
        """What to acknowledge a submitted form with; what is shown beside that follows by itself."""
        try:
            metadata = read_metadata(self._house.pepper, view.get("private_metadata") or "")
            response_url = metadata.pop("response_url", None)
            ask = replace(ask, form=read_form(view), metadata=metadata)
            self._bar(ask)
            answer = await self._router.on_form(view["callback_id"], ask)
        except AlreadyDone:
            GESTURES.labels("form", "repeated").inc()
            return {}
        except GroundswellError as error:
            GESTURES.labels("form", "refused").inc()
            return await self._refuse_form(ask, view, error)
        except Exception as error:
            GESTURES.labels("form", "broken").inc()
            return {"response_action": "update", "view": make_sentence(explain(error, ask))}
        GESTURES.labels("form", "done").inc()
        if response_url is None:
            self._later(publish_home(client, ask))
        return self._confirm_form(client, answer, response_url)

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

    def _confirm_form(self, client: AsyncWebClient, answer: Answer, url: str | None) -> Acknowledgement:
        if isinstance(answer, Modal):
            return {"response_action": "update", "view": self._render(answer, url)}
        if url is None and (isinstance(answer, Reply) or (isinstance(answer, Replacement) and answer.place is None)):
            return {"response_action": "update", "view": make_notice(answer.message)}
        self._later(show_form_answer(self._responses, client, url, answer))
        return {}

    async def _refuse_form(self, ask: Ask, view: dict[str, Any], error: GroundswellError) -> Acknowledgement:
        if isinstance(error, NotAllowed):
            self._later(self._audit_refusal(ask, error, str(view["callback_id"])))
            error = await self._name_whom_to_ask(ask, error)
        errors = place_errors(error, view["blocks"])
        if isinstance(error, OutOfDate) or not errors:
            return {"response_action": "update", "view": make_sentence(error.sentence)}
        return {"response_action": "errors", "errors": errors}

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
            return Reply(compose(*sections(format_sentence(error))))
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
        reason = "belongs to another organisation" if ask.is_outsider else self._barred(ask.team_id, ask.user_id)
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


async def _update_late(client: AsyncWebClient, view_id: str, work: "asyncio.Task[Acknowledgement]") -> None:
    """Show in the modal, which says that it takes longer, what came of the form."""
    settled = await work
    sentence = "\n".join(settled.get("errors", {}).values()) or "Done."
    await client.views_update(view_id=view_id, view=settled.get("view") or make_sentence(sentence))
