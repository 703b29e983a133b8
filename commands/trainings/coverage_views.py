"""How coverage looks: a line for each audience, then what people say of themselves."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, button, compose, context, header, section, sections
from commands.slack.figures import count_people, show_count, show_percent
from commands.slack.text import inert
from commands.trainings.coverage import Coverage, Skill
from storage.initiatives import Initiative
from surveys.disclosure import FLOOR_SCORES

MOST_AUDIENCES = 20
MOST_SKILLS = 20


def coverage_message(
    initiative: Initiative, coverages: Sequence[Coverage], skills: Sequence[Skill], *, may_nudge: bool
) -> Message:
    """Trained of people by audience, with the nudge where there is somebody to nudge and somewhere to come to."""
    lines = [_show_coverage(initiative.key, each, may_nudge) for each in coverages[:MOST_AUDIENCES]]
    more = context(f"and {len(coverages) - MOST_AUDIENCES} more audiences") if len(coverages) > MOST_AUDIENCES else None
    return compose(
        header(f"{initiative.key} · Training coverage"),
        *(lines or [section("No training yet.")]),
        more,
        *sections("*What people say they know and can* (4 or 5 of 5)\n" + "\n".join(_list_skills(skills))),
        context(f"Audiences under {FLOOR_SCORES} people are hidden; answers are shown as far as they were released."),
    )


def nudged_message(audience: str, count: int) -> Message:
    """How many are nudged."""
    everybody = "Everybody is trained, comes, or was nudged in the last two weeks."
    said = f"{count_people(count)} will be nudged." if count else everybody
    return compose(section(f"*{inert(audience)}* {said}"))


def _show_coverage(key: str, coverage: Coverage, may_nudge: bool) -> sb.SectionBlock:
    name = f"*{inert(coverage.audience)}*"
    coming = f"{show_count(coverage.upcoming, 'session')} to come"
    if coverage.is_hidden:
        return section(f"{name} hidden: fewer than {FLOOR_SCORES} people · {coming}")
    text = f"{name} {show_percent(coverage.share)}: {coverage.trained:,} of {count_people(coverage.people)} · {coming}"
    if not may_nudge or coverage.trained == coverage.people or not coverage.upcoming:
        return section(text)
    spoken = f"Nudge the untrained of {coverage.audience}"
    value = f"{key} {coverage.audience}"
    return section(text, button("Nudge the untrained", f"training.nudge:{coverage.audience}", value, spoken=spoken))


def _list_skills(skills: Sequence[Skill]) -> list[str]:
    if not skills:
        return ["Nobody has been asked yet, or too few have answered."]
    return [_show_skill(skill) for skill in skills[:MOST_SKILLS]]


def _show_skill(skill: Skill) -> str:
    low, high = skill.share.interval
    figures = f"n = {skill.share.n:,}, 95 % interval {round(100 * low)}–{round(100 * high)} %"
    return f"{skill.element.title()} · {inert(skill.group)}: {show_percent(skill.share.value)} ({figures})"
