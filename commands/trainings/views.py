"""How trainings look to whoever asks: card, list, and what waits on Home for those who give them."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    fields,
    header,
    local_time,
    mention,
    section,
    sections,
)
from commands.slack.figures import count_people
from commands.slack.history import history_blocks
from commands.slack.language import DEFAULT, translate
from commands.slack.pages import Line, Listing
from commands.slack.text import escape, inert
from commands.trainings.dossiers import Dossier
from commands.trainings.notices import answer_buttons, show_mine
from storage.initiatives import Initiative
from storage.training_seats import Answer, Seat
from storage.trainings import Training

NAMES_SHOWN = 40
ENGLISH = translate(DEFAULT)


def training_card(dossier: Dossier, zone: str) -> Message:
    """One session: everybody sees the counts, those who run it the names."""
    training = dossier.training
    names = [
        *_show_names("Coming", dossier.coming),
        *_show_names("Waiting", dossier.waiting),
        *_show_names("Came", dossier.attended),
    ]
    return compose(
        header(f"{training.id} · {training.initiative_key}"),
        section(f"*{inert(training.name)}*{_show_state(training)}"),
        fields([*_list_facts(training), ("Seats", _show_seats(dossier)), ("Answers", _show_answers(dossier))]),
        *(names if dossier.is_run_by_asker else []),
        section(show_mine(dossier.mine, ENGLISH)) if dossier.mine and not training.is_cancelled else None,
        actions(*_list_buttons(dossier)),
        *history_blocks(dossier.entries, zone),
    )


def training_list_message(
    initiative: Initiative, trainings: Sequence[Training], counts: Sequence[str], page: int = 0
) -> Message:
    """An initiative's sessions with how many come, or came."""
    lines = [
        Line(
            f"*{each.id}* {inert(each.name)} for {inert(each.audience)}\n{local_time(each.starts_at)} · {count}",
            each.id,
        )
        for each, count in zip(trainings, counts, strict=True)
    ]
    listing = Listing(
        f"{initiative.key} · Trainings", initiative.key, lines, "No training yet.", "training.page", "training.show"
    )
    more = [button("Coverage", "training.coverage", initiative.key)]
    return listing.show(
        page, *([button("Add a training", "training.open", initiative.key)] * initiative.is_open), *more
    )


def describe_count(training: Training, seats: Sequence[Seat]) -> str:
    """How many come to a session, or came to it."""
    if training.is_cancelled:
        return "cancelled"
    if training.done_at is not None:
        return f"{count_people(sum(seat.attended for seat in seats))} came"
    return f"{sum(seat.answer == Answer.COMING for seat in seats):,} of {len(seats):,} invited come"


def invited_message(training: Training, count: int) -> Message:
    """How many were invited."""
    said = f"{count_people(count)} will be invited." if count else "Everybody who needs it is invited already."
    return compose(section(f"*{training.id}* {inert(training.name)}: {said}"))


def unattended_session(training: Training) -> sb.Block:
    """One session on the Home tab of those who are to say who came."""
    text = f":clipboard: *{training.id}* {inert(training.name)} ({training.initiative_key}): who came?"
    spoken = f"Who came to {training.id}"
    return section(text, button("Who came", f"training.done:{training.id}", training.id, spoken=spoken))


def _list_facts(training: Training) -> list[tuple[str, str]]:
    facts = [
        ("When", local_time(training.starts_at)),
        ("Where", inert(training.place or "")),
        ("Link", f"<{escape(training.link)}>" if training.link else ""),
        ("For", inert(training.audience)),
        ("Trainer", mention(training.trainer_id)),
    ]
    return [(label, value) for label, value in facts if value]


def _show_state(training: Training) -> str:
    if training.is_cancelled:
        return f"\nCancelled. {inert(training.reason or '')}".rstrip()
    return "\nDone." if training.done_at is not None else ""


def _show_seats(dossier: Dossier) -> str:
    if dossier.training.seats is None:
        return "enough for everybody"
    return f"{dossier.free} of {dossier.training.seats} free, {len(dossier.waiting)} waiting"


def _show_answers(dossier: Dossier) -> str:
    said = [f"{dossier.count(answer)} {answer}" for answer in (Answer.COMING, Answer.DECLINED, Answer.ANOTHER)]
    came = [f"{len(dossier.attended)} came"] if dossier.training.done_at is not None else []
    return ", ".join([*said, f"{dossier.count(None)} without an answer", *came])


def _show_names(label: str, seats: Sequence[Seat]) -> list[sb.SectionBlock]:
    if not seats:
        return []
    more = f" and {len(seats) - NAMES_SHOWN} more" if len(seats) > NAMES_SHOWN else ""
    return sections(f"*{label}*\n{' '.join(mention(seat.user_id) for seat in seats[:NAMES_SHOWN])}{more}")


def _list_buttons(dossier: Dossier) -> list[sb.Button]:
    training = dossier.training
    own = answer_buttons(training, ENGLISH, dossier.mine) if dossier.mine and dossier.takes_answers else []
    if not dossier.is_run_by_asker:
        return own
    labels = []
    if dossier.takes_answers:
        labels += [("Invite", "training.invite"), ("Edit", "training.edit"), ("Cancel it", "training.cancel")]
    elif not training.is_cancelled:
        labels += [("Who came", "training.done"), ("Edit", "training.edit")]
        labels += [("Cancel it", "training.cancel")] if training.done_at is None else []
    else:
        labels.append(("Reopen", "training.reopen"))
    return [*own, *(button(label, action, training.id) for label, action in labels)]
