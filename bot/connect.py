"""The guided first installation: from no app at all to a `.env` whose tokens Slack has taken."""

import asyncio
import getpass
import re
import sys
from collections.abc import Callable
from pathlib import Path

from bot.config import Settings
from bot.credentials import CredentialError, check_app_token, check_bot_token
from bot.env_file import write_env
from bot.manifest import build_manifest, creation_link

ENV_FILE = Path(".env")
NEEDS_TERMINAL = """\
`groundswell connect` asks for tokens without showing them, so it needs a terminal.
Without one, write them into .env (mode 600) as .env.example shows; `groundswell manifest` prints the app's manifest
and `groundswell doctor` checks the result."""
STEPS = """\
1. Open this link, choose your workspace, then Next and Create:

   {link}

2. In the app's settings: Basic Information → App-Level Tokens → Generate Token and Scopes,
   add the scope connections:write, Generate, and copy the token (xapp-…).
3. Install App → Install to your workspace → Allow, and copy the Bot User OAuth Token (xoxb-…).

What you paste is not shown. Ctrl+C stops, and nothing is written before the end.
"""
MEMBER_ID = re.compile(r"[UW][A-Z0-9]{5,}")


def run_connect(settings: Settings) -> int:
    """Guide through it; gives the exit code: 0 with a `.env` written, 1 when stopped, 2 without a terminal."""
    if not sys.stdin.isatty():
        print(NEEDS_TERMINAL, file=sys.stderr)
        return 2
    try:
        values = _ask(settings)
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. Nothing was saved.", file=sys.stderr)
        return 1
    write_env(ENV_FILE, values)
    print(f"Saved in {ENV_FILE}, readable by you alone. Next: ./groundswell run")
    return 0


def _ask(settings: Settings) -> dict[str, str]:
    print(STEPS.format(link=creation_link(build_manifest(settings))))
    api_url = settings.slack_api_url
    app_token = _ask_until_good("App-level token (xapp-…): ", lambda text: try_app_token(api_url, text))
    bot_token = _ask_until_good("Bot token (xoxb-…): ", lambda text: try_bot_token(api_url, text))
    values = {"SLACK_APP_TOKEN": app_token, "SLACK_BOT_TOKEN": bot_token}
    if not settings.admins:
        print("Who is the first admin? In Slack: your profile → ⋮ → Copy member ID.")
        values["GROUNDSWELL_ADMINS"] = _ask_member_id()
    return values


def _ask_until_good(prompt: str, attempt: Callable[[str], str]) -> str:
    while True:
        token = getpass.getpass(prompt).strip()
        try:
            print(f"  {attempt(token)}")
        except CredentialError as error:
            print(f"  Not taken: {error}. Please try again.")
        else:
            return token


def _ask_member_id() -> str:
    while not MEMBER_ID.fullmatch(member_id := input("Member ID (U…): ").strip()):
        print("  A member ID is U or W and capital letters and digits, such as U012ABCDEF.")
    return member_id


def try_app_token(api_url: str, token: str) -> str:
    """A line of confirmation for a good app-level token; CredentialError for anything else."""
    if not token.startswith("xapp-"):
        raise CredentialError("an app-level token begins with xapp-")
    asyncio.run(check_app_token(api_url, token))
    return "Slack lets the app connect."


def try_bot_token(api_url: str, token: str) -> str:
    """A line of confirmation for a good bot token; CredentialError for anything else."""
    if not token.startswith("xoxb-"):
        raise CredentialError("a bot token begins with xoxb-")
    identity = asyncio.run(check_bot_token(api_url, token))
    return f"This is @{identity.user} in {identity.team}."
