"""A memo's receipt: who has it, who has not and why, how many copies were corrected, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commands.memos.plan import find_moment
from commands.memos.views import memo_buttons, shorten_facts
from commands.slack.blocks import Message, actions, compose, context
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.history import history_blocks
from commands.slack.receipts import receipt_blocks
from commands.slack.text import inert
from storage.audit import list_entries
from storage.copies import list_copies
from storage.memo_revisions import Revision, list_revisions
from storage.memos import Memo
from storage.outbox import Delivery, State
from storage.people import list_people
from storage.units import AuditEntry, Unit

REPLACED = "the corrected memo took its place"
"""Why a copy that had not left when the memo was corrected never leaves."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a memo: its deliveries, its corrections with theirs, and its history."""

    memo: Memo
    deliveries: Sequence[Delivery]
    names: Mapping[str, str]
    revisions: Sequence[Revision]
    corrections: Sequence[Delivery]
    entries: Sequence[AuditEntry]
    is_ahead: bool = False

    @property
    def is_leaving(self) -> bool:
        """Whether some of it has still to leave."""
        return self.is_ahead or any(delivery.state == State.PLANNED for delivery in self.deliveries)

    def count_corrected(self) -> tuple[int, int]:
        """Of how many copies to be corrected the newest correction has reached how many."""
        newest = {delivery.recipient: delivery for delivery in self.corrections}
        return sum(delivery.state == State.SENT for delivery in newest.values()), len(newest)


def find_receipt(unit: Unit, memo: Memo) -> Receipt:
    """The receipt of a memo as it is now."""
    copies = [copy.delivery for copy in list_copies(unit, memo.id)]
    return Receipt(
        memo=memo,
        deliveries=[delivery for delivery in copies if delivery.reason != REPLACED],
        names={person.user_id: person.name for person in list_people(unit)},
        revisions=list_revisions(unit, memo.id),
        corrections=[copy.delivery for copy in list_copies(unit, corrections_of(memo.id))],
        entries=list_entries(unit, memo.id),
        is_ahead=find_moment(unit, memo.id) is not None,
    )


def corrections_of(memo_id: str) -> str:
    """What the outbox calls the corrections of a memo."""
    return f"correction:{memo_id}"


def receipt_message(receipt: Receipt, zone: str) -> Message:
    """The receipt, and what can be done next."""
    memo = receipt.memo
    return compose(
        *receipt_blocks(f"{memo.id} · {memo.initiative_key} · {memo.state}", receipt.deliveries, receipt.names),
        context(f"To {inert(', '.join(memo.audiences))}: {shorten_facts(memo)}"),
        context(f"Reason: {inert(memo.reason)}") if memo.reason else None,
        context(_tell_corrections(receipt)) if receipt.revisions else None,
        actions(*memo_buttons(memo, is_leaving=receipt.is_leaving)),
        *history_blocks(receipt.entries, zone),
    )


def _tell_corrections(receipt: Receipt) -> str:
    done, wanted = receipt.count_corrected()
    lines = [f"*Corrected* {done:,} of {show_count(wanted, 'copy', 'copies')}"]
    lines += [
        f"• {describe_date(revision.created_at.date())}: {inert(revision.what)}" for revision in receipt.revisions[:5]
    ]
    return "\n".join(lines)
