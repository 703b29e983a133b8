"""The rules of barriers: when one is a group's, whose it is to lift, and what has become of it."""

from collections.abc import Mapping

from surveys.barriers import Barriers
from surveys.disclosure import FLOOR_SCORES, Hidden
from surveys.questions import Element
from surveys.statistics import Proportion
from surveys.trends import Verdict, Word, compare

GROUP_FROM = 0.2
"""A barrier is the group's when it holds back this share of those who answered: one in five, as many as elements."""
WORDS: Mapping[Word, str] = {
    Word.ROSE: "better",
    Word.FELL: "worse",
    Word.NO_CLEAR_CHANGE: "no change that we can see",
    Word.TOO_FEW: "too few to say",
}
ADVICE: Mapping[Element, str] = {
    Element.AWARENESS: "Say again why this changes, and why now.",
    Element.DESIRE: "Ask what is in it for them and what they fear, and answer that.",
    Element.KNOWLEDGE: "Offer a training, or a short guide, that shows how.",
    Element.ABILITY: "Give time to practise, with somebody beside them.",
    Element.REINFORCEMENT: "Notice and thank those who do it the new way, and take the old way away.",
}


def find_group_barrier(barriers: Barriers | Hidden | None) -> Element | None:
    """The most frequent barrier of at least 5 people, where it holds back a fifth of them or more."""
    if not isinstance(barriers, Barriers) or barriers.n < FLOOR_SCORES or barriers.largest is None:
        return None
    return barriers.largest if barriers.share(barriers.largest).value >= GROUP_FROM else None


def choose_owner(element: Element, *, sponsor: str, lead: str, trainer: str | None, manager: str | None) -> str:
    """Who is to lift it: the sponsor why and whether, the trainer how, the manager that it lasts; else the lead."""
    match element:
        case Element.AWARENESS | Element.DESIRE:
            return sponsor
        case Element.KNOWLEDGE | Element.ABILITY:
            return trainer or lead
        case Element.REINFORCEMENT:
            return manager or lead


def judge_change(element: Element, before: Proportion | None, after: Proportion | None) -> tuple[str, Verdict]:
    """What has become of the share of 4 and 5 in an element's answers, in a word or few and with its figures."""
    verdict = compare(before, after, measure=f"{element.title()}, answers of 4 or 5")
    return WORDS[verdict.word], verdict
