"""Scoring: each rater's own scores, by line or by form, and the lead asking for them."""

import re

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import compose, mention, section
from commands.slack.inputs import is_blank
from commands.slack.subjects import take_id, take_only_key
from commands.slack.telling import tell
from commands.slack.values import parse_id, parse_score
from commands.vendors.cards import has_scored, make_card
from commands.vendors.rights import MAY_MANAGE, MAY_SCORE, get_permitted_vendor
from commands.vendors.views import asked_message, score_modal
from storage.errors import BadInput, Problems
from storage.initiatives import Initiative, get_open_initiative
from storage.people import list_people
from storage.roles import list_grants
from storage.units import Unit
from storage.vendor_criteria import list_criteria
from storage.vendor_scores import list_scores, list_scores_of, score_vendor
from storage.vendors import Vendor, list_vendors

EXAMPLE = "/change vendor score V-1 VC-1:4 VC-2:5"
"""A criterion and its score as they are typed."""
PAIR = re.compile(r"(VC-?[0-9]+)[:=]\s*([^\s,;]+)", re.IGNORECASE)


async def on_score(ask: Ask) -> Answer:
    """`/change vendor score ID CRITERION:SCORE …`; without scores the form."""
    arguments = parse(ask.text)
    vendor_id = take_id(arguments, "V", "Vendor", EXAMPLE)
    text = arguments.take_rest()
    return await _open_form(ask, vendor_id) if is_blank(text) else await _score(ask, vendor_id, read_scores(text))


async def on_score_button(ask: Ask) -> Answer:
    """Score, on a card, in a message or on Home."""
    return await _open_form(ask, ask.value)


async def on_score_form(ask: Ask) -> Answer:
    """The submitted scores; those left empty are not touched."""
    scores = {criterion_id: int(score) for criterion_id, score in ask.form.items() if score}
    if not scores:
        raise BadInput("Score", "nothing is scored", EXAMPLE)
    return await _score(ask, ask.metadata["id"], scores)


async def on_ask(ask: Ask) -> Answer:
    """`/change vendor ask KEY`: all who may score and have not are asked, once a day."""
    return Reply(compose(section(await _ask_raters(ask, take_only_key(ask.text, "/change vendor ask CRM")))))


async def on_ask_button(ask: Ask) -> Answer:
    """Ask for scores, under the list."""
    return Replacement(compose(section(await _ask_raters(ask, ask.value))))


def read_scores(text: str) -> dict[str, int]:
    """Scores by criterion id from "VC-1:4 VC-2:5"; BadInput(s) for anything else."""
    problems, scores = Problems(), dict[str, int]()
    for name, score in PAIR.findall(text):
        criterion_id = f"VC-{parse_id(name, 'VC', 'Criterion')}"
        with problems:
            if criterion_id in scores:
                raise BadInput(criterion_id, "it is given twice", EXAMPLE)
            scores[criterion_id] = parse_score(score, criterion_id)
    with problems:
        if rest := PAIR.sub("", text).strip(" ,;"):
            raise BadInput("Score", f"“{rest}” is not a criterion and a score", EXAMPLE)
    problems.raise_found()
    return scores


def list_unscored(unit: Unit, rater_id: str, initiative: Initiative) -> list[Vendor]:
    """The vendors that are compared in an initiative and that this rater has not scored in full."""
    criteria, scores = list_criteria(unit, initiative.key), list_scores(unit, initiative.key)
    compared = [each for each in list_vendors(unit, initiative.key) if each.is_compared]
    return [each for each in compared if criteria and not has_scored(rater_id, each, criteria, scores)]


async def _open_form(ask: Ask, vendor_id: str) -> Answer:
    def open_(unit: Unit) -> Answer:
        vendor = _get_compared(unit, ask, vendor_id)
        criteria = list_criteria(unit, vendor.initiative_key)
        if not criteria:
            raise BadInput("Criterion", "there is none to score on", f"/change criterion add {vendor.initiative_key}")
        scores = list_scores_of(unit, vendor)
        mine = {each.criterion_id: each.score for each in scores if each.rater_id == ask.user_id}
        return score_modal(vendor, criteria, mine)

    return await ask.read(open_)


async def _score(ask: Ask, vendor_id: str, scores: dict[str, int]) -> Answer:
    zone = await ask.find_zone()

    def score(unit: Unit) -> Answer:
        vendor = _get_compared(unit, ask, vendor_id)
        known = {each.id for each in list_criteria(unit, vendor.initiative_key)}
        if unknown := [each for each in scores if each not in known]:
            key = vendor.initiative_key
            raise BadInput("Criterion", f"{unknown[0]} is not one of {key}", f"/change criterion list {key}")
        score_vendor(unit, vendor, scores)
        initiative = get_open_initiative(unit, vendor.initiative_key)
        return Reply(make_card(unit, ask, vendor, zone, list_unscored(unit, ask.user_id, initiative)[:1]))

    return await ask.write(score)


def _get_compared(unit: Unit, ask: Ask, vendor_id: str) -> Vendor:
    vendor = get_permitted_vendor(unit, ask, vendor_id, MAY_SCORE)
    if not vendor.is_compared:
        raise BadInput("Vendor", f"{vendor_id} is {vendor.state}", f"/change vendor reopen {vendor_id}")
    return vendor


async def _ask_raters(ask: Ask, key: str) -> str:
    def work(unit: Unit) -> str:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_MANAGE)
        if not any(vendor.is_compared for vendor in list_vendors(unit, key)):
            raise BadInput("Vendor", f"{key} compares none", f'/change vendor add {key} "Acme"')
        raters = [each for each in _list_raters(unit, initiative) if each != ask.user_id]
        asked = [rater_id for rater_id in raters if _ask_rater(unit, ask, initiative, rater_id)]
        names = ", ".join(map(mention, asked))
        return f"Asked: {names}." if asked else "Nobody is asked: everybody has scored, or was asked today."

    return await ask.write(work)


def _ask_rater(unit: Unit, ask: Ask, initiative: Initiative, rater_id: str) -> bool:
    vendors = list_unscored(unit, rater_id, initiative)
    if not vendors:
        return False
    key = f"vendors:{initiative.key}:{unit.now:%Y-%m-%d}:{rater_id}"
    message = asked_message(initiative, ask.user_id, vendors)
    return tell(unit, message, [rater_id], key=key, kind="vendors", subject=initiative.key) > 0


def _list_raters(unit: Unit, initiative: Initiative) -> list[str]:
    """Everybody who may score and can be written to, each once."""
    granted = [grant.user_id for grant in list_grants(unit, initiative.key) if grant.role in MAY_SCORE]
    people = dict.fromkeys([initiative.lead_id, initiative.sponsor_id, *granted])
    return [person.user_id for person in list_people(unit, list(people)) if person.is_addressable]
