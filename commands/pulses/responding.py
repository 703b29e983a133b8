"""Responding: you said, we did. What came of a closed pulse is told, once, to those whom it asked."""

from functools import partial

from commands.pulses.response_views import Words, responded_message, response_form, told_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.inputs import clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.subjects import take_id
from commands.slack.telling import write_in_languages
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.invitations import list_asked
from storage.outbox import Priority, Recipient, promise
from storage.people import list_people
from storage.pulses import Pulse, get_pulse
from storage.responses import Response, find_response, list_owed, put_response
from storage.roles import Role
from storage.units import Unit

KIND = "pulse-response"
EXAMPLE = '/change pulse respond P-1 "We will train before each wave"'
MAY_RESPOND = (Role.LEAD,)
SAID_LIMIT, DOING_LIMIT = 500, 1000


async def on_respond(ask: Ask) -> Answer:
    """`/change pulse respond ID "What we do"`, or with both texts quoted; with fewer arguments the form."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: _make_form(unit, ask, _find_first_owed(unit, ask)))
    arguments = parse(ask.text)
    pulse_id = take_id(arguments, "P", "Pulse", EXAMPLE)
    if not arguments:
        return await ask.read(lambda unit: _make_form(unit, ask, pulse_id))
    quoted = arguments.take_quoted()
    said, doing = quoted if len(quoted) == 2 else ("", *quoted) if quoted else ("", arguments.take_rest())
    arguments.finish(EXAMPLE)
    return await ask.write(partial(_respond, ask=ask, pulse_id=pulse_id, said=said, doing=doing))


async def on_respond_button(ask: Ask) -> Answer:
    """Respond."""
    return await ask.read(lambda unit: _make_form(unit, ask, ask.value))


async def on_respond_form(ask: Ask) -> Answer:
    """The submitted form."""
    pulse_id = ask.metadata["pulse"]
    texts = {"said": ask.form["what_you_said"] or "", "doing": ask.form["what_we_do"] or ""}

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, _find_words(unit, pulse_id))
        return _respond(unit, ask=ask, pulse_id=pulse_id, **texts)

    return await save_or_reopen(ask, save, lambda unit: _make_form(unit, ask, pulse_id))


def _respond(unit: Unit, *, ask: Ask, pulse_id: str, said: str, doing: str) -> Answer:
    pulse = _get_closed(unit, ask, pulse_id)
    said = clean_text(said, "What you said", SAID_LIMIT, required=False, example="Training came too late")
    doing = clean_text(doing, "What we do", DOING_LIMIT, example="We will train before each wave")
    before = put_response(unit, pulse_id, said, doing)
    response = find_response(unit, pulse_id)
    assert response is not None
    told = 0 if before else _tell_asked(unit, pulse, response)
    return Reply(responded_message(pulse, response, told, is_first=before is None))


def _tell_asked(unit: Unit, pulse: Pulse, response: Response) -> int:
    """Promise everybody whom the pulse asked what came of it; gives how many they are."""
    asked = set(list_asked(unit, pulse.id))
    people = [person for person in list_people(unit) if person.user_id in asked]
    name = get_initiative(unit, pulse.initiative_key).name
    contents, variants = write_in_languages(
        unit, people, pulse.audience, lambda say: told_message(pulse, name, response, say)
    )
    return promise(
        unit,
        key=f"{KIND}:{pulse.id}",
        kind=KIND,
        subject=pulse.id,
        priority=Priority.NUDGE,
        contents_by_variant=contents,
        recipients=[
            Recipient(user_id, unit.now, variant, audience=pulse.audience) for user_id, variant in variants.items()
        ],
    )


def _make_form(unit: Unit, ask: Ask, pulse_id: str) -> Modal:
    pulse = _get_closed(unit, ask, pulse_id)
    return response_form(pulse, _find_words(unit, pulse_id), SAID_LIMIT, DOING_LIMIT)


def _find_first_owed(unit: Unit, ask: Ask) -> str:
    find_choosable(unit, ask, MAY_RESPOND)
    owed = list_owed(unit, ask.user_id)
    if not owed:
        raise BadInput("Pulse", "no pulse of yours waits for a response; name the one that you mean", EXAMPLE)
    return owed[-1].id


def _get_closed(unit: Unit, ask: Ask, pulse_id: str) -> Pulse:
    pulse = get_pulse(unit, pulse_id)
    permit(unit, ask, get_initiative(unit, pulse.initiative_key), MAY_RESPOND)
    if pulse.is_open:
        raise BadInput("Pulse", f"{pulse.id} is still open; people can be told once it has closed", EXAMPLE)
    return pulse


def _find_words(unit: Unit, pulse_id: str) -> Words:
    response = find_response(unit, pulse_id)
    return Words(response.said, response.doing) if response else Words()
