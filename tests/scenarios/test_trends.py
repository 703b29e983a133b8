"""Trends by gestures: weeks of pulses, a drift said once, parts of an audience, and who may look."""

import re
from datetime import timedelta
from statistics import mean, stdev

import pytest
from scipy.stats import mannwhitneyu

from bot.sandbox.cast import CAST, Part, list_players
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.people import list_people
from storage.roles import Role, grant_role
from storage.units import Unit
from surveys.questions import AGREEMENT_OPTIONS, make_agreement, make_enps
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
KNOW, RECOMMEND = make_agreement("I know what changes for me"), make_enps("Would you recommend the new tool?")
SALES = [player.handle for player in list_players(Part.SALES)]


async def ask_week(office: Office, key: str, favourable: int, promoters: int, audience: str = "sales") -> None:
    """A week's round to thirty people, sealed, of whom so many agree and recommend; then a week passes."""

    def work(unit: Unit) -> None:
        people = list(list_people(unit))[:30]
        pulse = open_round(unit, RoundPlan(key, audience, [KNOW, RECOMMEND], 5), people)
        for number in range(30):
            answers = {"0": 4 + number % 2 if number < favourable else 1 + number % 3}
            answers["1"] = 9 + number % 2 if number < promoters else number % 9
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", answers)
        close_round(unit, pulse.id)

    await office.store.write(office.team_id, work)
    clock = office.workspace.clock
    clock.advance(timedelta(days=7).total_seconds())


async def test_trend_grows_from_one_week_to_a_drift_that_is_said_once(quick_office: Office):
    office = quick_office
    await office.start_initiative("TRE")
    assert "No trend yet" in await office.type("lena", "/change pulse trend TRE")
    await ask_week(office, "TRE", 20, 10)
    first = await office.type("lena", "/change pulse trend tre")
    assert "67 % favourable (n = 30, 95 % interval 49–81 %). One week so far." in first
    assert "Drift can be told after 8 weeks with answers; there are 1." in first
    for week in range(9):
        await ask_week(office, "TRE", 19 + week % 3, 9 + week % 3)
    steady = await office.type("lena", "/change pulse trend TRE sales")
    assert "Favourable answers: no clear change from" in steady
    assert "Smallest change that would have been seen 4 times in 5" in steady
    assert "No drift in 10 weeks. Without any change the chart would say so about once in 554 weeks." in steady
    assert "eNPS: no clear change from" in steady
    assert "Favourable %: " in steady, "the chart's points, for who cannot see it"
    for _ in range(3):
        await ask_week(office, "TRE", 6, 10)
    drifted = await office.type("clara", "/change pulse trend TRE")
    assert drifted.count("Drift since the week of") == 1
    assert "Favourable answers fell from 67 % (n = 300) to 20 % (n = 90): −47 points, 95 % interval" in drifted
    assert "No drift in 13 weeks." in drifted, "of the eNPS"
    blocks = office.workspace.ephemerals[CAST["clara"].id][-1].blocks or []
    assert [block["type"] for block in blocks].count("data_visualization") == 2


async def test_audience_without_a_trend_and_too_many_words_are_told(quick_office: Office):
    office = quick_office
    await office.start_initiative("WRD")
    assert "No trend yet of field" in await office.type("lena", "/change pulse trend WRD field")
    assert "Nothing was saved." in await office.type("lena", "/change pulse trend WRD sales field")
    assert "Initiative: " in await office.open_form("lena", "/change pulse trend")
    await office.gestures.close_view("lena")
    assert "Did you mean" in await office.type("lena", "/change pulse trend WRE")


async def test_lead_sponsor_and_reviewer_may_look_and_nobody_else(quick_office: Office):
    office = quick_office
    await office.start_initiative("MAY")
    for handle in ("aroha", "ana", "mia"):
        assert "Needs role" in await office.type(handle, "/change pulse trend MAY")
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "MAY", CAST["marco"].id, Role.REVIEWER))
    assert "MAY · Trends" in await office.type("marco", "/change pulse trend MAY")


async def test_pulse_by_source_says_so_and_shows_parts(quick_office: Office):
    office = quick_office
    await office.start_initiative("SRC")
    await office.type("mia", "/change audience new two-teams kind:employees from:@sales,@field")
    await office.type("mia", "/change audience new one-team kind:employees from:@sales")
    refused = await office.type("lena", '/change pulse new SRC to one-team "I know" by:source')
    assert "one-team is not made from several channels, groups or lists" in refused
    assert "Nothing was saved." in await office.type("lena", '/change pulse new SRC to two-teams "I know" by:moon')
    office.read_everything()
    opened = await office.type("lena", '/change pulse new SRC to two-teams "I know" by:source')
    pulse_id = opened.split()[0]
    field = [player.handle for player in list_players(Part.FIELD)]
    invitation = ""
    for number, handle in enumerate([*SALES, *field]):
        message = await office.receive(handle)
        invitation = "\n".join(office.read(message))
        await office.click(handle, message, AGREEMENT_OPTIONS[number % 5].label)
    assert "Results are also shown by part of this audience" in invitation
    results = await office.type("lena", f"/change pulse close {pulse_id}")
    assert "@sales\n" in results
    assert "@field\n" in results


async def test_results_say_what_has_changed_since_the_same_was_asked(quick_office: Office):
    office = quick_office
    await office.start_initiative("WAV")
    await ask_week(office, "WAV", 9, 6)
    await ask_week(office, "WAV", 1, 1, "others")
    await ask_week(office, "WAV", 24, 6)
    listed = await office.type("lena", "/change pulse list WAV")
    third, _, first = re.findall("P-[0-9]+", listed)
    assert "Since P-" not in await office.type("lena", f"/change pulse results {first}")
    results = await office.type("lena", f"/change pulse results {third}")
    assert f"Since {first}: Favourable answers rose from 30 % (n = 30) to 80 % (n = 30): +50 points" in results
    earlier = [4 + n % 2 if n < 9 else 1 + n % 3 for n in range(30)]
    later = [4 + n % 2 if n < 24 else 1 + n % 3 for n in range(30)]
    test = mannwhitneyu(later, earlier, method="asymptotic")
    assert test.pvalue < 0.001
    assert f"Mean {mean(earlier):.1f} then, {mean(later):.1f} now" in results
    assert f"is higher in {round(100 * test.statistic / 900)} % of pairs, where 50 % is no change" in results
    assert "Mann–Whitney p < 0.001" in results
    assert f"· mean {mean(later):.1f}, standard deviation {stdev(later):.1f}" in results
    assert f"Since {first}: eNPS: no clear change from" in results
