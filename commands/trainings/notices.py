"""What those who are to be trained get, in their own language: invitation, answer, notices, nudge, their session."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.language import Say
from commands.slack.text import escape, inert
from storage.training_seats import Answer, Seat
from storage.trainings import Training

MOST_OFFERED = 5


def invitation_message(training: Training, say: Say) -> Message:
    """What those who are invited get."""
    invited = say("You are invited to a training of {initiative}.", initiative=training.initiative_key)
    seen = say("The trainer and the lead see who comes; everybody else sees how many.")
    return compose(
        header(training.name),
        *sections(f"{invited}\n{_show_facts(training, say)}"),
        actions(*answer_buttons(training, say)),
        context(f"{training.id}. {seen}"),
    )


def answered_message(training: Training, seat: Seat, say: Say) -> Message:
    """What stands in its place once it is answered; the answer can be changed until the session begins."""
    return compose(
        header(training.name),
        *sections(f"{_show_facts(training, say)}\n{show_mine(seat, say)}"),
        actions(*answer_buttons(training, say, seat)),
    )


def nudge_message(trainings: Sequence[Training], say: Say) -> Message:
    """What those get who have not been trained yet: the sessions that they can still come to."""
    offered = trainings[:MOST_OFFERED]
    lines = [
        section(f"*{inert(each.name)}*\n{_show_facts(each, say)}", _choice(each, say("I come"), "training.come"))
        for each in offered
    ]
    still = say.count(
        len(offered),
        "There is still time to learn the new way: {number} session.",
        "There is still time to learn the new way: {number} sessions.",
    )
    return compose(section(f":mortar_board: {still}"), *lines, context(say("You get this at most once in two weeks.")))


def seated_message(training: Training, say: Say) -> Message:
    """What somebody gets for whom a seat has become free."""
    return _notice(training, say(":mortar_board: A seat is free, and it is yours."), say, can_answer=True)


def reminder_message(training: Training, say: Say) -> Message:
    """What those who come get the day before."""
    return _notice(training, say(":alarm_clock: You come to this training soon."), say, can_answer=True)


def moved_message(training: Training, say: Say) -> Message:
    """What those who come or wait get when the time is changed."""
    return _notice(training, say(":calendar: This training has a new time. Do you still come?"), say, can_answer=True)


def cancelled_message(training: Training, say: Say) -> Message:
    """What those who come or wait get when it does not take place."""
    why = f" {inert(training.reason)}" if training.reason else ""
    return _notice(training, say(":no_entry_sign: This training is cancelled.") + why, say, can_answer=False)


def reopened_message(training: Training, say: Say) -> Message:
    """What they get when it takes place after all; who had not answered can do so here."""
    said = say(":calendar: This training takes place after all. Do you come?")
    return compose(
        *sections(f"{said}\n*{inert(training.name)}*\n{_show_facts(training, say)}"),
        actions(*answer_buttons(training, say)),
    )


def own_session(training: Training, seat: Seat, say: Say) -> sb.Block:
    """One session on the Home tab of somebody who is invited."""
    text = f":mortar_board: *{inert(training.name)}* ({training.initiative_key})\n{say.instant(training.starts_at)}"
    comes = seat.answer in (Answer.COMING, Answer.WAITING)
    label, action = (say("I can't"), "training.decline") if comes else (say("I come"), "training.come")
    return section(f"{text}\n{show_mine(seat, say)}", _choice(training, label, action))


def show_mine(seat: Seat, say: Say) -> str:
    """How the reader has answered."""
    match seat.answer:
        case Answer.COMING:
            return say("You come. You will be reminded the day before.")
        case Answer.WAITING:
            return say("It is full: you wait for a seat, and are told when one is yours.")
        case Answer.DECLINED:
            return say("You can't come.")
        case Answer.ANOTHER:
            return say("You would come at another time.")
        case _:
            return say("You are invited.")


def answer_buttons(training: Training, say: Say, seat: Seat | None = None) -> list[sb.Button]:
    """The answers that are not given yet."""
    answer = seat.answer if seat else None
    choices = [
        (say("I come"), "training.come", (Answer.COMING, Answer.WAITING)),
        (say("I can't"), "training.decline", (Answer.DECLINED,)),
        (say("Another time"), "training.another", (Answer.ANOTHER,)),
    ]
    return [
        button(label, action, training.id, spoken=f"{label}: {training.id}")
        for label, action, answers in choices
        if answer not in answers
    ]


def _notice(training: Training, headline: str, say: Say, *, can_answer: bool) -> Message:
    body = f"{headline}\n*{inert(training.name)}*\n{_show_facts(training, say)}"
    decline = _choice(training, say("I can't"), "training.decline")
    return compose(*sections(body), actions(decline) if can_answer else None)


def _show_facts(training: Training, say: Say) -> str:
    facts = [
        (say("When"), say.instant(training.starts_at)),
        (say("Where"), inert(training.place or "")),
        (say("Link"), f"<{escape(training.link)}>" if training.link else ""),
        (say("Trainer"), mention(training.trainer_id)),
    ]
    return "\n".join(f"{label}: {value}" for label, value in facts if value)


def _choice(training: Training, label: str, action: str) -> sb.Button:
    return button(label, f"{action}:{training.id}", training.id, spoken=f"{label}: {training.id}")
