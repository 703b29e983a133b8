"""Pasted addresses: as people have them, in a column, in a line, or in a table out of a spreadsheet."""

import pytest

from commands.audiences.pasting import PROBLEMS_SHOWN, raise_problems, read_addresses
from storage.errors import BadInput

ANA, BEN = "ana@example.com", "ben@example.com"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{ANA}\n{BEN}", [(1, ANA), (2, BEN)]),
        (f"{ANA}, {BEN}; ,", [(1, ANA), (1, BEN)]),
        (f"Name;Mail\nAna Lima;{ANA}\r\nBen;{BEN}\n", [(2, ANA), (3, BEN)]),
        (f'"Ana Lima" <{ANA}>\n\n“{BEN}”', [(1, ANA), (3, BEN)]),
        ("", []),
    ],
)
def test_what_surrounds_an_address_is_left_out(text: str, found: list[tuple[int, str]]) -> None:
    assert read_addresses(text) == (found, [])


def test_a_line_without_an_address_is_told_by_its_number() -> None:
    found, problems = read_addresses(f"{ANA}, {BEN}\nnot-an-email\n=cmd@x")
    assert found == [(1, ANA), (1, BEN), (3, "=cmd@x")]
    assert problems == ["line 2 has no address: “not-an-email”"]


def test_no_more_problems_are_told_than_anybody_reads() -> None:
    raise_problems([])
    _, problems = read_addresses("Mail\n" + "x\n" * 30)
    with pytest.raises(BadInput, match=f"; and {30 - PROBLEMS_SHOWN} more"):
        raise_problems(problems)
