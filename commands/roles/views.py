"""How roles look: the list of who has which, and the form that gives one."""

from collections.abc import Iterable, Sequence

from commands.slack.blocks import Message, button, mention
from commands.slack.choices import initiative_field
from commands.slack.dates import describe_date
from commands.slack.modals import ChoiceField, DateField, Modal, PersonField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.roles import Grant, Role

FUNCTION_LIMIT = 64
GRANTABLE = (Role.SPONSOR, Role.LEAD, Role.CHAMPION, Role.MANAGER, Role.REVIEWER)
"""The roles in an initiative, in the order in which they are listed."""


def role_list_message(initiative: Initiative, grants: Sequence[Grant], page: int = 0) -> Message:
    """Who has which role, a line each, and a line for each role that nobody has."""
    lines = [Line(f"*Sponsor* {mention(initiative.sponsor_id)}"), Line(f"*Lead* {mention(initiative.lead_id)}")]
    for role in GRANTABLE[2:]:
        lines += _show_role(role, [grant for grant in grants if grant.role == role])
    listing = Listing(f"{initiative.key} · Roles", initiative.key, lines, "Nobody.", "role.page")
    return listing.show(page, button("Grant a role", "role.open", initiative.key))


def grant_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change role grant` does."""
    return Modal(
        callback_id="role.grant",
        title="Grant a role",
        submit="Grant",
        fields=[
            initiative_field(initiatives, initial_key),
            PersonField("Person"),
            ChoiceField("Role", options=[(role, role.capitalize()) for role in GRANTABLE]),
            TextField("For", is_optional=True, limit=FUNCTION_LIMIT, hint="Such as finance; a champion's audience"),
            DateField("Until", is_optional=True, hint="The last day; a reviewer needs one"),
        ],
    )  # fmt: skip


def _show_role(role: Role, grants: Sequence[Grant]) -> Iterable[Line]:
    name = role.capitalize()
    if not grants:
        return [Line(f"*{name}* no {role} yet")]
    return [Line(f"*{name}* {mention(grant.user_id)}{_show_terms(grant)}") for grant in grants]


def _show_terms(grant: Grant) -> str:
    function = f" for {inert(grant.audience)}" if grant.audience else ""
    return function + (f" until {describe_date(grant.until_on)}" if grant.until_on else "")
