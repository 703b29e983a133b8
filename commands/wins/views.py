"""How quick wins look: list, card, forms, the question whether somebody may be named, and what a channel reads."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section
from commands.slack.choices import initiative_field
from commands.slack.language import Say, mark
from commands.slack.modals import Field, Modal, PeopleField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.milestones import Milestone
from storage.wins import Consent, Credit, Win

WORDS_LIMIT = 300
MOST_CREDITED = 10
ANSWERS = {"yes": mark("Name me"), "no": mark("No, thank you")}
CONSENT_NOTES: dict[str, str] = {
    Consent.ASKED: ", not told before they answer",
    Consent.GIVEN: "",
    Consent.DECLINED: ", told without their name",
    Consent.SILENT: ", told without their name while they say nothing",
}


def win_list(initiative: Initiative, wins: Sequence[Win], page: int = 0) -> Message:
    """An initiative's wins, the newest first."""
    listing = Listing(
        title=f"{initiative.key} · Quick wins",
        subject=initiative.key,
        lines=[Line(f"*{win.id}* {inert(win.words)}{_show_credit(win)}", win.id) for win in wins],
        empty="No quick win yet.",
        turn_action="win.page",
        open_action="win.show",
    )
    return listing.show(page, button("Add a quick win", "win.open", initiative.key))


def win_card(win: Win, history: Sequence[sb.Block] = (), *, may_edit: bool, note: str | None = None) -> Message:
    """One win; to those who may edit it also whom it credits while that person has not agreed, and its history."""
    pairs = [("Reported by", mention(win.author_id))]
    shown = [credit for credit in win.credits if credit.is_named or may_edit]
    if shown:
        pairs.append(("Credit", "\n".join(f"{mention(c.user_id)}{CONSENT_NOTES[c.consent]}" for c in shown)))
    return compose(
        header(f"{win.id} · {win.initiative_key}"),
        section(f"*{inert(win.words)}*"),
        fields(pairs),
        actions(button("Edit", "win.edit", win.id)) if may_edit else None,
        context(note) if note else None,
        *(history if may_edit else ()),
    )


def win_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change win` does."""
    return Modal("win.add", "Add a quick win", "Save", [initiative_field(initiatives, initial_key), *_inputs()])


def edit_win_modal(win: Win, stamped: str) -> Modal:
    """The form for an existing win, filled in."""
    return Modal("win.edit", f"Edit {win.id}", "Save", _inputs(win), metadata={"id": win.id, "stamp": stamped})


def celebrate_modal(milestone: Milestone) -> Modal:
    """The form that celebrates a milestone."""
    fields_ = [TextField("Words", limit=WORDS_LIMIT, hint="What was reached, for everybody to read"), _credit_field()]
    intro = f"{milestone.name} is reached. How do you want to say thank you?"
    return Modal("win.celebrate", "Celebrate", "Celebrate", fields_, {"id": milestone.id}, intro)


def consent_message(win: Win, initiative: Initiative, credit: Credit, say: Say) -> Message:
    """What a credited person is asked."""
    who, name = mention(win.author_id), f"*{inert(initiative.name)}*"
    channel = f"<#{initiative.channel_id}>"
    may = (
        say(
            "May it be told with your name, in {channel}, in memos and in the digest? If not, it is told without.",
            channel=channel,
        )
        if initiative.channel_id
        else say("May it be told with your name, in memos and in the digest? If not, it is told without.")
    )
    return compose(
        section(say("{who} wants to thank you for this quick win in {name}:", who=who, name=name)),
        section(f"*{inert(win.words)}*"),
        section(may),
        actions(*(button(say(ANSWERS[a]), f"win.answer:{a}", _answer_value(win, credit, a)) for a in ANSWERS)),
    )


def answered_message(win: Win, credit: Credit, note: str, say: Say) -> Message:
    """What the question turns into once it is answered; one may think again."""
    said, other, value = (
        (say("Thank you; it is told with your name."), say("Take my name back"), "no")
        if credit.is_named
        else (say("Thank you; it is told without your name."), say("Name me after all"), "yes")
    )
    again = button(other, "win.answer", _answer_value(win, credit, value))
    return compose(section(f"*{inert(win.words)}*\n{said}"), actions(again), context(note))


def channel_message(win: Win, initiative: Initiative, milestone: Milestone | None = None) -> Message:
    """What the home channel reads; names only of those who agreed."""
    what = f":tada: *Quick win in {inert(initiative.name)}*"
    if milestone:
        what = f":tada: *{inert(initiative.name)} has reached a milestone: {inert(milestone.name)}*"
    return compose(section(f"{what}\n{inert(win.words)}{_show_thanks(win)}"))


def credit_block(win: Win, credit: Credit, say: Say) -> sb.Block:
    """The open question on the Home tab."""
    options = [
        sb.Option(sb.Text(say(label), type_=sb.TextType.PLAINTEXT), _answer_value(win, credit, answer))
        for answer, label in ANSWERS.items()
    ]
    choice = sb.StaticSelectMenu(action_id=f"win.answer:{win.id}", options=options, placeholder=say("May we name you?"))
    who = mention(win.author_id)
    text = say("{who} wants to thank you for this quick win in {name}:", who=who, name=win.initiative_key)
    return section(f":tada: {text}\n{inert(win.words)}", accessory=choice)


def _answer_value(win: Win, credit: Credit, answer: str) -> str:
    return f"{win.id} {credit.ask} {answer}"


def _inputs(win: Win | None = None) -> list[Field]:
    credited = [credit.user_id for credit in win.credits] if win else ()
    return [TextField("Win", limit=WORDS_LIMIT, initial=win.words if win else None), _credit_field(credited)]


def _credit_field(credited: Sequence[str] = ()) -> PeopleField:
    hint = "They are asked before anything is told; leave it empty to tell it without a name"
    return PeopleField("Credit", is_optional=True, most=MOST_CREDITED, initial=credited, hint=hint)


def _show_credit(win: Win) -> str:
    return _show_thanks(win) if win.is_settled else "\nnot told yet: somebody is asked whether they may be named"


def _show_thanks(win: Win) -> str:
    thanked = ", ".join(map(mention, win.named_ids))
    return f"\nThanks to {thanked}" if thanked else ""
