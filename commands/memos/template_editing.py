"""Memo templates: listed, tried out and saved, or given back to the built-in one, by admins."""

import re

from commands.memos.checking import check_template
from commands.memos.composing import DEFAULT_LANGUAGE, render_for
from commands.memos.plan import find_facts
from commands.memos.rendering import find_voice, frame_memo, read_built_in
from commands.memos.template_views import (
    SOURCE_LIMIT,
    Draft,
    preview_blocks,
    problem_blocks,
    template_list,
    template_modal,
)
from commands.memos.vocabulary import Facts, make_reader
from commands.memos.writing import SAMPLE_READER
from commands.slack.access import permit_admin, roles_of
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.conflicts import INTRO
from commands.slack.inputs import clean_text
from commands.slack.membership import KINDS
from commands.slack.pages import read_turn
from commands.slack.text import shorten
from commands.slack.values import parse_choice
from storage.errors import BadInput, BadInputs, Conflict, OutOfDate
from storage.initiatives import Initiative, get_initiative, list_initiatives
from storage.memo_templates import add_memo_template, find_memo_template, list_memo_templates
from storage.memos import Memo, MemoState, get_memo, list_memos
from storage.people import find_person
from storage.roles import Role
from storage.units import Unit

EXAMPLE = "/change memo template edit employees"
VERBS = ("list", "edit", "reset")
MEMOS_OFFERED = 25
SAMPLE_TEXTS = (
    "The new CRM is tested; 3 contacts in 1,000 were lost and are loaded again.",
    "You enter customers in one place.",
    "From Monday 7 December",
    "Book a half-hour training.",
)
"""Facts, what changes, when, and what to do."""
_LANGUAGE = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})?")


async def on_template(ask: Ask) -> Answer:
    """`/change memo template list|edit KIND [LANGUAGE]|reset KIND [LANGUAGE]`."""
    arguments = parse(ask.text)
    verb = parse_choice(arguments.take_word("Command", EXAMPLE), "Command", VERBS) if arguments else "list"
    if verb == "list":
        arguments.finish("/change memo template list")
        return Reply(await _make_list(ask))
    kind = parse_choice(arguments.take_word("Kind", EXAMPLE), "Kind", KINDS)
    language = _take_language(arguments)
    arguments.finish(EXAMPLE)
    return await (_open(ask, kind, language) if verb == "edit" else _reset(ask, kind, language))


async def on_template_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    return Replacement(await _make_list(ask, read_turn(ask.value)[1]))


async def on_template_button(ask: Ask) -> Answer:
    """Open, in the list."""
    kind, _, language = ask.value.partition(" ")
    if kind not in KINDS or not _LANGUAGE.fullmatch(language):
        raise OutOfDate
    return await _open(ask, kind, language)


async def on_template_preview(ask: Ask) -> Answer:
    """Preview, in the form: what was typed stays; below it stands what somebody would get, or what is wrong with it."""
    draft = await ask.read(lambda unit: _read_draft(unit, ask))
    try:
        below = preview_blocks(*await _try_out(ask, draft))
    except (BadInput, BadInputs) as error:
        below = problem_blocks(error.reason if isinstance(error, BadInput) else error.sentence)
    return template_modal(draft, below).refill(ask.form, None)


async def on_template_form(ask: Ask) -> Answer:
    """The submitted form: a version is saved only when it can be rendered."""
    draft = await ask.read(lambda unit: _read_draft(unit, ask))
    await _try_out(ask, draft)

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        if _find_version(unit, draft.kind, draft.language) != draft.version:
            raise Conflict("somebody changed this meanwhile")
        template = add_memo_template(unit, draft.kind, draft.language, draft.source)
        told = f"The template for {draft.kind} ({draft.language}) is version {template.version} now."
        return Reply(compose(section(f"{told} It counts from the next memo on.")))

    try:
        return await ask.write(save)
    except Conflict:
        newest = await ask.read(lambda unit: _make_draft(unit, ask, draft.kind, draft.language))
        return template_modal(newest).refill(ask.form, INTRO)


async def _make_list(ask: Ask, page: int = 0) -> Message:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Message:
        permit_admin(unit, ask)
        return template_list(KINDS, list_memo_templates(unit), DEFAULT_LANGUAGE, zone).show(page)

    return await ask.read(find)


async def _open(ask: Ask, kind: str, language: str) -> Answer:
    def find(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        return template_modal(_make_draft(unit, ask, kind, language))

    return await ask.read(find)


async def _reset(ask: Ask, kind: str, language: str) -> Answer:
    def reset(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        before = find_memo_template(unit, kind, language)
        if before is None or before.source is None:
            raise BadInput("Template", f"{kind} ({language}) has none of its own", "/change memo template list")
        add_memo_template(unit, kind, language, None)
        return Reply(compose(section(f"{kind} ({language}) is told by the built-in template again; yours is kept.")))

    return await ask.write(reset)


async def _try_out(ask: Ask, draft: Draft) -> tuple[Message, str, str]:
    """The draft rendered for the chosen reader and memo, with what to call the two; raises BadInput."""
    check_template(draft.source, draft.kind)

    def find(unit: Unit) -> tuple[Memo, Facts, dict[str, str], str]:
        memo, facts = _find_subject(unit, ask)
        person = find_person(unit, ask.form.get("preview_as") or "")
        return memo, facts, make_reader(person) if person else SAMPLE_READER, person.name if person else "a reader"

    memo, facts, reader, name = await ask.read(find)
    rendered = await render_for(memo, facts, draft.source, draft.kind, draft.language, reader)
    if rendered.failure is not None:
        raise BadInput("Template", rendered.failure.removeprefix(f"template for {draft.kind}, "), "{{ memo.change }}")
    subject = "a sample memo" if memo.id == "M-0" else memo.id
    say = find_voice(draft.kind, draft.language, is_own=True)
    return frame_memo(memo, draft.kind, facts.initiative, rendered.text, say), name, subject


def _find_subject(unit: Unit, ask: Ask) -> tuple[Memo, Facts]:
    memo_id = ask.form.get("memo")
    if memo_id:
        memo = get_memo(unit, memo_id)
        return memo, find_facts(unit, memo.initiative_key)
    memo = Memo("M-0", "CRM", ask.user_id, *SAMPLE_TEXTS, [], MemoState.DRAFT, ask.now, ask.now)
    initiative = Initiative(
        "CRM", "One customer record", "Sales works in one CRM", "", "", None, None, None, ask.now, None
    )
    figures = ["Time to quote: 44 hours (target 24 hours)", "weekly logins: 47 of 120 people"]
    return memo, Facts(initiative, None, figures, "🟡 amber", ["The desk moved in a day"])


def _read_draft(unit: Unit, ask: Ask) -> Draft:
    """The form as it was filled in, for somebody who may."""
    permit_admin(unit, ask)
    kind, language = ask.metadata["kind"], ask.metadata["language"]
    source = clean_text(ask.form["template"] or "", "Template", SOURCE_LIMIT, example="{{ memo.change }}")
    draft = _make_draft(unit, ask, kind, language)
    return Draft(kind, language, ask.metadata["version"], source, draft.memos)


def _make_draft(unit: Unit, ask: Ask, kind: str, language: str) -> Draft:
    template = find_memo_template(unit, kind, language)
    source = template.source if template and template.source else read_built_in(kind, language)
    return Draft(kind, language, template.version if template else 0, source, _list_choosable(unit, ask))


def _find_version(unit: Unit, kind: str, language: str) -> int:
    template = find_memo_template(unit, kind, language)
    return template.version if template else 0


def _list_choosable(unit: Unit, ask: Ask) -> list[tuple[str, str]]:
    """Memos that the asker may read: an admin is not let into drafts by way of the templates."""
    mine = [
        initiative.key
        for initiative in list_initiatives(unit, open_only=True)
        if not {Role.LEAD, Role.SPONSOR}.isdisjoint(roles_of(unit, ask, get_initiative(unit, initiative.key)))
    ]
    memos = [memo for key in mine for memo in list_memos(unit, key)]
    return [(memo.id, f"{memo.id} · {shorten(' '.join(memo.facts.split()), 50)}") for memo in memos[:MEMOS_OFFERED]]


def _take_language(arguments: Arguments) -> str:
    if not arguments:
        return DEFAULT_LANGUAGE
    language = arguments.take_word("Language", EXAMPLE).lower()
    if not _LANGUAGE.fullmatch(language):
        raise BadInput("Language", "a language code such as de or pt-br", f"{EXAMPLE} de")
    return language
