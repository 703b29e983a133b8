"""Composing: every text of a send is made before anything is promised; who cannot be written to is known by then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commands.memos.checking import is_personal
from commands.memos.rendering import check_length, find_voice, frame_memo, render_built_in, to_content
from commands.memos.vocabulary import Facts, make_data, make_reader
from commands.memos.workshop import Rendered, Workshop
from commands.slack.language import Say
from commands.slack.text import inert, shorten
from storage.audiences import Audience
from storage.errors import BadInput
from storage.memo_templates import list_memo_templates
from storage.memos import Memo
from storage.outbox import Content
from storage.people import Person
from storage.units import Unit

DEFAULT_LANGUAGE = "en"
REASON_LIMIT = 250
"""Of a reason, so much stands with a delivery."""
Sources = Mapping[tuple[str, str], str]
"""Own templates by audience kind and language."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a corrected memo says on top: when and what was corrected; and how its block ids begin."""

    corrected_on: date | None = None
    what: str = ""
    prefix: str = "b"

    def make_note(self, say: Say) -> str | None:
        """The line on top; none for a memo as it was first sent."""
        if self.corrected_on is None:
            return None
        return say("(corrected on {day}: {what})", day=say.day(self.corrected_on), what=inert(self.what))


@dataclass(slots=True)
class Renderings:
    """Contents by variant, which variant each person gets, and why some get none."""

    contents: dict[str, Content] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many people it is for."""
        return len(self.variants) + len(self.failures)

    @property
    def fails_too_often(self) -> bool:
        """Whether more than one in a hundred would get nothing."""
        return len(self.failures) * 100 > self.count

    def tell_failures(self) -> str:
        """How many get nothing and why, each reason once."""
        reasons = list(dict.fromkeys(self.failures.values()))
        more = f"; and {len(reasons) - 2} more reasons" if len(reasons) > 2 else ""
        return f"{len(self.failures)} of {self.count} could not be written: {'; '.join(reasons[:2])}{more}"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What surrounds the texts of those in one audience, the memo's `position`-th, who read one language."""

    memo: Memo
    facts: Facts
    kind: str
    position: int
    language: str
    look: Look

    @property
    def variant(self) -> str:
        return f"{self.position}:{self.language}"

    def put_round(self, body: str, *, is_own: bool = False) -> Content:
        say, initiative = find_voice(self.kind, self.language, is_own=is_own), self.facts.initiative
        note, prefix = self.look.make_note(say), self.look.prefix
        return to_content(frame_memo(self.memo, self.kind, initiative, body, say, note=note, prefix=prefix))


def list_sources(unit: Unit) -> Sources:
    """The templates that the workspace has of its own now."""
    return {(each.kind, each.language): each.source for each in list_memo_templates(unit) if each.source}


def find_source(sources: Sources, kind: str, language: str) -> str | None:
    """The own template for a kind in a language, else in the default language; None: the one that is built in."""
    return sources.get((kind, language)) or sources.get((kind, DEFAULT_LANGUAGE))


def has_own(sources: Sources, audiences: Sequence[Audience]) -> bool:
    """Whether an own template may be wanted for any of these audiences."""
    kinds = {audience.kind for audience in audiences}
    return any(kind in kinds for kind, _ in sources)


async def render_all(
    workshop: Workshop,
    memo: Memo,
    facts: Facts,
    sources: Sources,
    audiences: Sequence[Audience],
    members: Mapping[str, Sequence[Person]],
    look: Look | None = None,
) -> Renderings:
    """The memo for everybody: one text for each audience and language, or for each person whom the template names."""
    renderings = Renderings()
    for frame, people in _list_frames(memo, facts, audiences, members, look or Look()):
        source = find_source(sources, frame.kind, frame.language)
        if source is None:
            _share(renderings, frame, people, _render_ours(frame))
            continue
        is_for_each = is_personal(source)
        readers = [make_reader(person) for person in people] if is_for_each else [{}]
        texts = await workshop.render(source, make_data(memo, frame.kind, facts), readers)
        checked = [_check(frame.kind, text) for text in texts]
        if is_for_each:
            _give_each(renderings, frame, people, checked)
        else:
            _share(renderings, frame, people, checked[0], is_own=True)
    return renderings


def render_built_ins(
    memo: Memo, facts: Facts, audiences: Sequence[Audience], members: Mapping[str, Sequence[Person]]
) -> Renderings:
    """The same where there are no templates but ours, and so nothing to wait for."""
    renderings = Renderings()
    for frame, people in _list_frames(memo, facts, audiences, members, Look()):
        _share(renderings, frame, people, _render_ours(frame))
    return renderings


async def render_for(
    memo: Memo, facts: Facts, source: str | None, kind: str, language: str, reader: Mapping[str, str]
) -> Rendered:
    """The text for one reader, by an own template or (None) by ours in their language."""
    if source is None:
        return _render_ours(_Frame(memo, facts, kind, 0, language, Look()))
    async with Workshop() as workshop:
        (text,) = await workshop.render(source, make_data(memo, kind, facts), [reader])
    return _check(kind, text)


def _list_frames(
    memo: Memo, facts: Facts, audiences: Sequence[Audience], members: Mapping[str, Sequence[Person]], look: Look
) -> Iterator[tuple[_Frame, list[Person]]]:
    """Those of each audience who read one language, with the frame of their texts."""
    for position, audience in enumerate(audiences):
        readers: dict[str, list[Person]] = {}
        for person in members[audience.name]:
            readers.setdefault(person.reads or audience.language, []).append(person)
        for language, people in readers.items():
            yield _Frame(memo, facts, audience.kind, position, language, look), people


def _render_ours(frame: _Frame) -> Rendered:
    data = make_data(frame.memo, frame.kind, frame.facts)
    return _check(frame.kind, Rendered(render_built_in(frame.kind, frame.language, data)))


def _check(kind: str, rendered: Rendered) -> Rendered:
    if rendered.failure is not None:
        return Rendered(failure=shorten(f"template for {kind}, {rendered.failure}", REASON_LIMIT, str))
    if not rendered.text.strip():
        return Rendered(failure=f"template for {kind}: it leaves nothing to read")
    try:
        check_length(kind, rendered.text)
    except BadInput as error:
        return Rendered(failure=error.reason)
    return rendered


def _share(
    renderings: Renderings, frame: _Frame, people: Sequence[Person], text: Rendered, *, is_own: bool = False
) -> None:
    variant = frame.variant
    if text.failure is not None:
        renderings.failures |= {person.user_id: text.failure for person in people}
        return
    renderings.contents[variant] = frame.put_round(text.text, is_own=is_own)
    renderings.variants |= {person.user_id: variant for person in people}


def _give_each(renderings: Renderings, frame: _Frame, people: Sequence[Person], texts: Sequence[Rendered]) -> None:
    for person, text in zip(people, texts, strict=True):
        if text.failure is not None:
            renderings.failures[person.user_id] = text.failure
            continue
        variant = f"{frame.position}:{person.user_id}"
        renderings.contents[variant] = frame.put_round(text.text, is_own=True)
        renderings.variants[person.user_id] = variant
