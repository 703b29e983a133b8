"""Replies to a gesture: in the acknowledgement of a command, or through its response_url."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.messages import Message
from bot.sandbox.refusals import Refusal
from bot.sandbox.tickets import ResponseTicket
from bot.sandbox.traffic import Entry
from bot.sandbox.workspace import Workspace


class Responses:
    """Takes replies, shows them to the person or the channel, and refuses what Slack refuses."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a POST to a response_url: "ok", 404 for one that is used up or expired, 400 for a bad message."""
        body: Any = {}
        try:
            body = json.loads(await request.text() or "{}")
            answer, status = self._take(request.match_info["ticket"], body), 200
        except ValueError:
            answer, status = "invalid_payload", 400
        except Refusal as refusal:
            answer, status = refusal.error, 404 if refusal.error.endswith("_url") else 400
        sent = body if isinstance(body, dict) else {"body": body}
        report = {"ok": True} if status == 200 else {"ok": False, "error": answer}
        self._workspace.traffic.log(Entry(self._workspace.clock.now(), "in", "response_url", sent, report, status))
        return web.Response(text=answer, status=status)

    def reply_to_command(self, ticket: ResponseTicket, body: Any) -> None:
        """Show what a command's acknowledgement says: plain text, or a message as JSON; nothing for an empty one."""
        reply = {"text": body} if isinstance(body, str) else body
        if not reply or not (reply.get("text") or reply.get("blocks") or reply.get("attachments")):
            return
        try:
            self._show(ticket, reply)
        except Refusal as refusal:
            self._workspace.traffic.blame("reply_refused", f"a command's reply: {refusal.error} {refusal.messages}")

    def _take(self, ticket_id: str, body: Any) -> str:
        refusal = self._workspace.tickets.refuse_response(ticket_id)
        if refusal:
            raise Refusal(refusal)
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        ticket = self._workspace.tickets.responses[ticket_id]
        original = self._find_original(ticket)
        if body.get("delete_original"):
            if original is not None:
                self._workspace.remove(original)
            return "ok"
        if body.get("replace_original") and original is not None:
            self._inspect(ticket, body)
            self._workspace.rewrite(original, body.get("text") or "", body.get("blocks"))
            return "ok"
        self._show(ticket, body)
        return "ok"

    def _find_original(self, ticket: ResponseTicket) -> Message | None:
        if ticket.message_ts is None:
            return None
        if ticket.is_ephemeral:
            return self._workspace.find_ephemeral(ticket.user_id, ticket.message_ts)
        return self._workspace.find_message(ticket.channel_id, ticket.message_ts)

    def _show(self, ticket: ResponseTicket, body: dict[str, Any]) -> None:
        self._inspect(ticket, body)
        is_public = body.get("response_type") == "in_channel"
        if is_public and ticket.message_ts is None:
            self._workspace.traffic.blame("public_reply", f"a command's reply is not ephemeral: {body.get('text')!r}")
        message = Message(
            channel_id=ticket.channel_id,
            user_id=self._workspace.bot_user_id,
            text=body.get("text") or "",
            blocks=body.get("blocks"),
            attachments=body.get("attachments"),
            metadata=body.get("metadata"),
            thread_ts=body.get("thread_ts"),
            ephemeral_for=None if is_public else ticket.user_id,
        )
        self._workspace.post(message)

    def _inspect(self, ticket: ResponseTicket, body: dict[str, Any]) -> None:
        if not (body.get("text") or body.get("blocks") or body.get("attachments")):
            raise Refusal("no_text")
        self._workspace.inspection.check_message({**body, "channel": ticket.channel_id})
