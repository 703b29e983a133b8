"""Mentions: whom and what a reference means, by id where Slack gave one, else by name."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.mentions import (
    AllRef,
    ChannelRef,
    CsvRef,
    GroupRef,
    HandleRef,
    PersonRef,
    parse_channel,
    parse_person,
    parse_source,
    parse_sources,
)
from storage.errors import BadInput, BadInputs


@pytest.mark.parametrize(
    ("reference", "person"),
    [
        ("<@U012|ana>", PersonRef("U012", "ana")),
        ("<@W012>", PersonRef("W012", "")),
        ("@ana.lima", PersonRef(None, "ana.lima")),
        ("ana", PersonRef(None, "ana")),
        ("@Zoë Müller", PersonRef(None, "Zoë Müller")),
        ("<@U1|a&amp;b>", PersonRef("U1", "a&b")),
    ],
)
def test_people(reference, person):
    assert parse_person(reference, "Owner") == person
    assert person.name_or_id in ("U012", "W012", "ana.lima", "ana", "Zoë Müller", "U1")


@pytest.mark.parametrize(
    "reference", ["<!channel>", "@here", "@Everyone", "<#C1|x>", "#ops", "<!subteam^S1|@g>", "@a,@b", "", "@", "<@u1>"]
)
def test_what_is_not_one_person(reference):
    with pytest.raises(BadInput, match="is not one person"):
        parse_person(reference, "Owner")


@pytest.mark.parametrize(
    ("reference", "channel"),
    [
        ("<#C012|general>", ChannelRef("C012", "general")),
        ("<#C987|>", ChannelRef("C987", "")),
        ("<#G1>", ChannelRef("G1", "")),
        ("#crm-rollout", ChannelRef(None, "crm-rollout")),
        ("crm-rollout", ChannelRef(None, "crm-rollout")),
    ],
)
def test_channels(reference, channel):
    assert parse_channel(reference, "Channel") == channel
    assert channel.name_or_id


@pytest.mark.parametrize("reference", ["@ana", "<@U1>", "<!here>", "#a,#b", "#"])
def test_what_is_not_one_channel(reference):
    with pytest.raises(BadInput, match="is not one channel"):
        parse_channel(reference, "Channel")


def test_sources_in_a_list_each_once():
    sources = parse_sources("<@U1|ana>, <#C1|a, b>,<!subteam^S1|@ops>,@bo,#hr,CSV,csv,@bo,All", "From")
    assert sources == [
        PersonRef("U1", "ana"),
        ChannelRef("C1", "a, b"),
        GroupRef("S1", "ops"),
        HandleRef("bo"),
        ChannelRef(None, "hr"),
        CsvRef(),
        AllRef(),
    ]


def test_a_group_without_a_label_has_its_id():
    assert parse_source("<!subteam^S1>", "From") == GroupRef("S1", "")


def test_every_source_that_is_none_is_told():
    with pytest.raises(BadInputs) as caught:
        parse_sources("managers,@here,@bo", "From")
    assert "“managers” is no @person" in caught.value.sentence
    assert "“@here”" in caught.value.sentence
    with pytest.raises(BadInput, match="no source is given"):
        parse_sources(" , ", "From")


@given(st.text("<@#!U1S^C|>, anx&;:", max_size=20))
def test_any_reference_is_understood_or_refused(text):
    for parse in (parse_person, parse_channel, parse_source, parse_sources):
        with suppress(BadInput, BadInputs):
            assert parse(text, "From")
