"""Result lines: what may be shown of each kind of question, in one line or with its distribution."""

from collections.abc import Mapping

from commands.slack.figures import show_enps, show_favourable, show_percent, show_range
from commands.slack.text import inert, shorten
from surveys.barriers import BARRIER_TO, Barriers
from surveys.disclosure import Hidden
from surveys.questions import Element, Kind, Question
from surveys.results import Comments, QuestionResult, Scores, Unanimous
from surveys.statistics import Proportion, standard_deviation

BAR_WIDTH = 12
COMMENTS_SHOWN, COMMENT_SHOWN = 20, 500
LABEL_IN_LINE = 30
NO_BARRIER = "no barrier"
NOT_SHOWN = "Left out: what all or none ticked, and what would tell of a small group."


def show_result(question: Question, result: QuestionResult) -> str:
    """One question's result in a line: its measure with n and interval, or why it is hidden."""
    if isinstance(result, Unanimous):
        return f"everybody answered {result.band} (n = {result.n})"
    if isinstance(result, Comments):
        return f"{len(result.texts)} comments"
    if isinstance(result, Hidden):
        return result.reason
    if result.favourable is not None:
        return show_favourable(result.favourable)
    if result.enps is not None:
        return show_enps(result.enps)
    shares = _list_shares(question, result).items()
    taken = ", ".join(f"{shorten(label, LABEL_IN_LINE)} {show_percent(share.value)}" for label, share in shares)
    return f"{taken} (n = {result.n})" if taken else f"n = {result.n}"


def show_in_full(question: Question, result: QuestionResult) -> str:
    """The same in mrkdwn, with the mean and every option's count where there are any; comments one a line."""
    if isinstance(result, Comments):
        return show_comments(result)
    if not isinstance(result, Scores):
        return inert(show_result(question, result))
    if question.kind in (Kind.CHOICE, Kind.MULTI):
        return "\n".join([f"n = {result.n}", *_draw_shares(question, result)])
    spread = f"standard deviation {standard_deviation(result.distribution):.1f}"
    mean = f" · mean {result.mean:.1f}, {spread}" if result.mean is not None else ""
    return f"{inert(show_result(question, result))}{mean}\n{_draw_scores(result)}"


def show_comments(comments: Comments | Hidden) -> str:
    """What people wrote, in mrkdwn and one a line, or why it is hidden."""
    if isinstance(comments, Hidden):
        return inert(comments.reason)
    return "\n".join(f"• {inert(shorten(text, COMMENT_SHOWN))}" for text in comments.texts[:COMMENTS_SHOWN])


def show_barriers(barriers: Barriers | Hidden) -> str:
    """How many people are held back first by which element, every element in its order."""
    if isinstance(barriers, Hidden):
        return barriers.reason
    shares = [(_name_barrier(element), barriers.share(element)) for element in (*Element, None)]
    parts = ", ".join(
        f"{name} {share.successes} ({show_percent(share.value)}, {show_range(share.interval)})"
        for name, share in shares
    )
    return f"{parts} (n = {barriers.n}, with 95 % intervals)"


def explain_barriers(barriers: Barriers | Hidden) -> str:
    """Barriers with what they are, for results as a whole."""
    said = f"Where people are held back first (the first answer of {BARRIER_TO} or less, in this order)"
    return f"{said}: {show_barriers(barriers)}"


def _name_barrier(element: Element | None) -> str:
    return element.capitalize() if element else NO_BARRIER


def _list_shares(question: Question, result: Scores) -> Mapping[str, Proportion]:
    """Each shown option's share of those who answered, by its label."""
    return {
        option.label: Proportion(result.distribution[option.value], result.n)
        for option in question.options
        if option.value in result.distribution
    }


def _draw_shares(question: Question, result: Scores) -> list[str]:
    shares = _list_shares(question, result)
    lines = [
        f"{_draw_bar(share.successes, result.n)} {inert(label)}: {share.successes} "
        f"({show_percent(share.value)}, 95 % interval {show_range(share.interval)})"
        for label, share in shares.items()
    ]
    return lines if len(shares) == len(question.options) else [*lines, f"_{NOT_SHOWN}_"]


def _draw_scores(result: Scores) -> str:
    most = max(result.distribution.values())
    rows = [f"`{score}` {_draw_bar(count, most)} {count}" for score, count in sorted(result.distribution.items())]
    return "\n".join(rows)


def _draw_bar(count: int, most: int) -> str:
    return "█" * max(1, round(BAR_WIDTH * count / most)) if count else "·"
