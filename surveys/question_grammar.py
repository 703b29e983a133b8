"""How a question is written in one line: a prefix that says its kind, the words, and after "|" the choices.

Without a prefix it is a statement to agree with from 1 to 5. "agree:" says the same, for words that begin like a
prefix.
"""

import re

from surveys.questions import (
    CHOICE_MARK,
    Element,
    Kind,
    Question,
    make_agreement,
    make_choice,
    make_comment,
    make_enps,
    make_multi,
)

AGREE = "agree"
_WRITTEN = {
    Kind.AGREEMENT: AGREE,
    Kind.ENPS: "eNPS",
    Kind.CHOICE: "choice",
    Kind.MULTI: "multi",
    Kind.COMMENT: "comment",
}
_PREFIX = re.compile(rf"({'|'.join([*_WRITTEN.values(), *Element])})\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


def parse_question(line: str) -> Question:
    """The question that a line says; BadInput when it is empty, too long, or its choices do not fit."""
    match = _PREFIX.fullmatch(line.strip())
    prefix, words = (match[1].lower(), match[2]) if match else (AGREE, line)
    match prefix:
        case "enps":
            return make_enps(words)
        case "comment":
            return make_comment(words)
        case "choice" | "multi":
            text, *choices = words.split(CHOICE_MARK)
            return make_choice(text, choices) if prefix == "choice" else make_multi(text, choices)
        case "agree":
            return make_agreement(words)
        case element:
            return make_agreement(words, Element(element))


def format_question(question: Question) -> str:
    """The line that `parse_question` reads as this question; plain words where they can be."""
    words = f" {CHOICE_MARK} ".join([question.text, *question.choices])
    if question.element:
        return f"{question.element}: {words}"
    if question.kind is Kind.AGREEMENT and not _PREFIX.fullmatch(words):
        return words
    return f"{_WRITTEN[question.kind]}: {words}"
