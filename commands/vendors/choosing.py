"""Choosing: the comparison, and the decision that ends it, kept with what the comparison said on that day."""

from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.inputs import is_blank
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_only_id
from commands.vendors.cards import make_card, make_comparison, rank
from commands.vendors.rights import MAY_CHOOSE, MAY_MANAGE, get_permitted_vendor
from commands.vendors.sentences import describe_order, describe_sureness
from commands.vendors.views import choose_vendor_modal
from storage.decisions import add_decision
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.units import Unit
from storage.vendors import Vendor, VendorState, choose_vendor, list_vendors, reopen_vendor

CHOOSE_EXAMPLE = "/change vendor choose V-1 It is the only one with an open API, at half the price"
REOPEN_EXAMPLE = "/change vendor reopen V-1"


async def on_compare_button(ask: Ask) -> Answer:
    """Compare, under the list."""
    return Replacement(await ask.read(lambda unit: make_comparison(unit, ask, ask.value)))


async def on_choose(ask: Ask) -> Answer:
    """`/change vendor choose ID REASON`; without a reason the form."""
    arguments = parse(ask.text)
    vendor_id = take_id(arguments, "V", "Vendor", CHOOSE_EXAMPLE)
    text = arguments.take_rest()
    if is_blank(text):
        return await _open_form(ask, vendor_id)
    return await _choose(ask, vendor_id, read_reason(text, CHOOSE_EXAMPLE))


async def on_choose_button(ask: Ask) -> Answer:
    """Choose, on a card or under the comparison: the form for the reason."""
    return await _open_form(ask, ask.value)


async def on_choose_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _choose(ask, ask.metadata["id"], read_reason(ask.form["reason"], CHOOSE_EXAMPLE))


async def on_reopen(ask: Ask) -> Answer:
    """`/change vendor reopen ID`: one that was dropped or chosen is compared again."""
    return await _reopen(ask, take_only_id(ask.text, "V", "Vendor", REOPEN_EXAMPLE))


async def on_reopen_button(ask: Ask) -> Answer:
    """Compare again, on the card of one that was dropped or chosen."""
    return await _reopen(ask, ask.value)


async def _open_form(ask: Ask, vendor_id: str) -> Answer:
    return choose_vendor_modal(await ask.read(lambda unit: _get_choosable(unit, ask, vendor_id)))


async def _choose(ask: Ask, vendor_id: str, reason: str) -> Answer:
    zone = await ask.find_zone()

    def choose(unit: Unit) -> Answer:
        vendor = _get_choosable(unit, ask, vendor_id)
        ranking = rank(unit, get_initiative(unit, vendor.initiative_key))
        decision = add_decision(unit, vendor.initiative_key, f"Vendor: {vendor.name} ({vendor.id})", reason=reason)
        record = [*describe_order(ranking), *describe_sureness(ranking)]
        return Reply(make_card(unit, ask, choose_vendor(unit, vendor_id, decision.id, record), zone))

    return await ask.write(choose)


async def _reopen(ask: Ask, vendor_id: str) -> Answer:
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        vendor = get_permitted_vendor(unit, ask, vendor_id, MAY_CHOOSE)
        if vendor.is_compared:
            raise BadInput("Vendor", f"{vendor_id} is compared already", f"/change vendor show {vendor_id}")
        if vendor.state == VendorState.DROPPED:
            get_permitted_vendor(unit, ask, vendor_id, MAY_MANAGE)
        return Reply(make_card(unit, ask, reopen_vendor(unit, vendor_id), zone))

    return await ask.write(reopen)


def _get_choosable(unit: Unit, ask: Ask, vendor_id: str) -> Vendor:
    """The vendor, if it is compared and none is chosen."""
    vendor = get_permitted_vendor(unit, ask, vendor_id, MAY_CHOOSE)
    for each in list_vendors(unit, vendor.initiative_key):
        if each.state == VendorState.CHOSEN:
            raise BadInput("Vendor", f"{each.name} ({each.id}) is chosen", f"/change vendor reopen {each.id}")
    if not vendor.is_compared:
        raise BadInput("Vendor", f"{vendor_id} is {vendor.state}", f"/change vendor reopen {vendor_id}")
    return vendor
