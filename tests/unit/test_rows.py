"""Rows that come many at once: whatever the text, every reading in it is taken as it stands or the line is named."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.adoptions.importing import read_first_uses
from commands.slack.readings import ADOPTION_COLUMNS, KPI_COLUMNS, RowChecks
from commands.slack.rows import BadRows, Flaw, Row, read_csv
from storage.adoptions import AdoptionReading
from storage.errors import BadInput, TooMany

TODAY = date(2026, 11, 24)
HEADER = "metric,active,eligible,on"
days = st.dates(TODAY - timedelta(days=1500), TODAY)
names = st.text("abcdefghij äöü,\"'-", min_size=1, max_size=20).map(str.strip).filter(bool)


def check(text: str) -> tuple[list[AdoptionReading], list[Flaw]]:
    rows, flaws = read_csv(text, [ADOPTION_COLUMNS], 1000)
    batch = RowChecks(TODAY, "CRM").read(rows)
    return [reading for _, reading in batch.adoption], [*flaws, *batch.flaws]


def check_one(**cells: object) -> list[tuple[str, str]]:
    row = {"metric": "logins", "active": 1, "eligible": 2, "on": "2026-11-01", **cells}
    flaws = RowChecks(TODAY, "CRM").read([Row(0, row)]).flaws
    return [(flaw.field, flaw.reason) for flaw in flaws]


@given(
    st.lists(st.tuples(names, st.integers(0, 900), st.integers(900, 2000), days), min_size=1, max_size=12,
             unique_by=lambda each: (each[0].casefold(), each[3])),
    st.permutations(ADOPTION_COLUMNS), st.booleans(), st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_what_a_spreadsheet_writes_is_read_as_it_was_meant(readings, columns, has_mark, ending):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=ending)
    writer.writerow(columns)
    for reading in readings:
        cells = dict(zip(ADOPTION_COLUMNS, reading, strict=True))
        writer.writerow([cells[column] for column in columns])
    read, flaws = check("\ufeff" * has_mark + text.getvalue())
    assert flaws == []
    assert [(each.metric, each.active, each.eligible, each.read_on) for each in read] == readings


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(body):
    try:
        readings, flaws = check(f"{HEADER}\n{body}")
    except BadInput:
        return
    assert len(readings) + len({flaw.position for flaw in flaws}) >= 1


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.lists(st.integers()), st.integers()))
def test_whatever_stands_for_a_number_is_a_whole_one_or_named(value):
    flaws = check_one(active=value, eligible=999_999_999)
    is_whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999_999_999
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and int(value) <= 999_999_999
    assert (flaws == []) == (is_whole or is_digits), flaws


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"active": float("nan")}, "active", "“nan” is no whole number"),
        ({"active": "NaN"}, "active", "“NaN” is no whole number"),
        ({"active": "1e3"}, "active", "“1e3” is no whole number"),
        ({"active": "٣"}, "active", "“٣” is no whole number"),
        ({"active": -1}, "active", "-1 is below zero"),
        ({"active": ""}, "active", "it is missing"),
        ({"eligible": None}, "eligible", "it is missing"),
        ({"active": 3}, "active", "3 are active, but only 2 eligible"),
        ({"active": 0, "eligible": 0}, "active", "nobody is eligible"),
        ({"eligible": 10**10}, "eligible", "at most 999,999,999"),
        ({"on": "2099-01-01"}, "on", "Thu 1 Jan 2099 has not come yet"),
        ({"on": "02/03/2026"}, "on", "“02/03/2026” is no day as YYYY-MM-DD"),
        ({"on": "2026-02-30"}, "on", "No 30 February"),
        ({"on": "1999-01-01"}, "on", "Within 5 years"),
        ({"on": 20261101}, "on", "“20261101” is no text"),
        ({"metric": " "}, "metric", "it is missing"),
        ({"metric": "x" * 81}, "metric", "too long: 81; limit 80 characters"),
        ({"metric": "a\nb"}, "metric", "it must be one line; line break at 2"),
    ],
)
def test_each_wrong_value_is_named_with_its_reason(cells, field, reason):
    assert check_one(**cells) == [(field, reason)]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), True, "12,5", "1e400", 1e300, {}, "NaN", None, json.loads("1E400")]
)
def test_a_kpi_takes_finite_numbers_alone(value):
    row = {"initiative": "crm", "kpi": "Tickets", "value": value, "on": "2026-11-01"}
    (flaw,) = RowChecks(TODAY).read([Row(0, row)]).flaws
    assert flaw.field == "value"


def test_a_kpi_is_read_with_its_initiative():
    rows, flaws = read_csv("initiative,kpi,value,on\ncrm,Tickets,-12.5,2026-11-01", [("initiative", *KPI_COLUMNS)], 9)
    ((position, value),) = RowChecks(TODAY).read(rows).kpis
    assert (position, value.initiative_key, value.value, flaws) == (2, "CRM", -12.5, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("\ufeff \n", "it is empty"),
        (HEADER, "nothing stands below the header"),
        ("logins,1,2,2026-11-01", "line 1 is to be the header metric,active,eligible,on"),
        ("metric,active,eligible,when\nlogins,1,2,2026-11-01", "line 1 is to be the header"),
        ("metric;active;eligible;on\nlogins;1;2;2026-11-01", "its columns are parted by “;”, as some spreadsheets do"),
        (f'{HEADER}\n"logins,1,2,2026-11-01', "line 2 cannot be read"),
        (f"{HEADER}\nlog\x00ins,1,2,2026-11-01", "it holds characters that are no text"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(text, reason):
    with pytest.raises(BadInput, match=reason) as caught:
        check(text)
    assert caught.value.field == "CSV"


def test_lines_are_counted_as_an_editor_counts_them():
    text = f'{HEADER}\n\n"two\nlines",1,2,2026-11-01\nlogins,1\nlogins,1,2,2026-11-01\nLogins,2,2,2026-11-01'
    readings, flaws = check(text)
    assert [reading.active for reading in readings] == [1]
    assert [(flaw.position, flaw.field) for flaw in sorted(flaws, key=lambda flaw: flaw.position)] == [
        (3, "metric"), (5, "row"), (7, "on"),
    ]  # fmt: skip
    assert flaws[-1].reason == "the same metric has this day at 6 already"


def test_the_first_twenty_are_said_and_how_many_more_there_are():
    error = BadRows([Flaw(n, "active", "it is missing", "412") for n in range(25, 0, -1)], "logins,1,2,2026-11-01")
    assert error.sentence.count("it is missing") == 20
    assert error.sentence.startswith("CSV: line 1, active: it is missing;\nline 2,")
    assert "and 5 more." in error.sentence


def test_more_rows_than_allowed_are_not_read():
    with pytest.raises(TooMany, match="more than 3 rows"):
        read_csv(f"{HEADER}\n" + "logins,1,2,2026-11-01\n" * 4, [ADOPTION_COLUMNS], 3)


def test_first_uses_are_days_without_people():
    first, second = read_first_uses("first_used_on,invited_on\n2026-11-09,2026-11-02\n,2026-11-02", TODAY)
    assert (first.first_used_on, second.first_used_on) == (date(2026, 11, 9), None)
    assert second.known_on == TODAY
    with pytest.raises(BadRows, match="line 2, first_used_on: it is before the invitation"):
        read_first_uses("invited_on,first_used_on\n2026-11-09,2026-11-02", TODAY)
