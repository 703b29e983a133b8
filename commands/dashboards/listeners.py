"""Dashboard commands: a link to the web page, and the facts as files."""

import asyncio

import slackblocks as sb

from commands.dashboards.facts import InitiativeFacts, gather_facts
from commands.dashboards.files import name_stem, write_workbook, write_zip
from commands.dashboards.links import LINK_LIFETIME, SESSION_LIFETIME, give_link
from commands.dashboards.rights import list_readable, permit_reading
from commands.dashboards.tables import tabulate_everything
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Parcel, Reply, Silence
from commands.slack.blocks import Message, actions, button, compose, context, section
from commands.slack.features import Command, Feature
from commands.slack.figures import show_count
from commands.slack.parcels import File
from commands.slack.subjects import take_only_key
from commands.slack.text import inert
from storage.initiatives import get_initiative
from storage.roles import Role
from storage.units import Unit

MAY_EXPORT = (Role.LEAD, Role.SPONSOR)


async def on_dashboard(ask: Ask) -> Answer:
    """`/change dashboard [KEY]`."""
    key = take_only_key(ask.text, "/change dashboard CRM") if ask.text.strip() else None
    return await _give_link(ask, key)


async def on_dashboard_button(ask: Ask) -> Answer:
    """Dashboard, where files could not be sent."""
    return await _give_link(ask, ask.value)


async def on_export(ask: Ask) -> Answer:
    """`/change export KEY`."""
    key = take_only_key(ask.text, "/change export CRM")

    def find(unit: Unit) -> InitiativeFacts:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_EXPORT)
        return gather_facts(unit, initiative)

    facts = await ask.read(find)
    files = await asyncio.to_thread(_write_files, facts)
    await ask.write(lambda unit: unit.audit("facts.exported", key, files=[file.name for file in files]))
    note = section(f"The facts of *{key}* come as a direct message: a workbook, and CSV in a ZIP.")
    return Parcel(files, compose(note), _offer_dashboard(key))


async def _give_link(ask: Ask, key: str | None) -> Answer:
    if key is None:
        about = show_count(len(await list_readable(ask)), "initiative")
    else:
        about = f"*{key}* {inert((await permit_reading(ask, key)).name)}"
    address = await ask.write(lambda unit: give_link(unit, ask, key))
    link = sb.Button(
        sb.Text("Open the dashboard", type_=sb.TextType.PLAINTEXT), "dashboard.visit", url=address, style="primary"
    )
    minutes, hours = LINK_LIFETIME.seconds // 60, SESSION_LIFETIME.seconds // 3600
    terms = f"The link is for you alone. It works once, within {minutes} minutes, and stays open for {hours} hours."
    return Reply(compose(section(f"The dashboard of {about}."), actions(link), context(terms)))


async def on_visit(_ask: Ask) -> Answer:
    """The click on the link itself, which Slack tells of too: the browser does all there is to do."""
    return Silence()


def _write_files(facts: InitiativeFacts) -> list[File]:
    tables, stem = tabulate_everything(facts), name_stem(facts)
    return [write_workbook(tables, stem), write_zip(tables, stem)]


def _offer_dashboard(key: str) -> Message:
    text = "The files could not be sent (the app may lack the scope files:write). The dashboard has them too."
    return compose(section(text), actions(button("Dashboard", "dashboard.open", key)))


FEATURE = Feature(
    title="Dashboard",
    area="Measuring",
    commands=[
        Command("dashboard", "", "dashboard [KEY]", "A link to charts and figures on a web page", on_dashboard),
        Command("export", "", "export KEY", "All facts as a workbook and as CSV", on_export),
    ],
    actions={"dashboard.open": on_dashboard_button, "dashboard.visit": on_visit},
)
"""What is looked at outside Slack: a read-only page, and files."""
