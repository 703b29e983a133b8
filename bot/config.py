"""Settings: everything that the environment or `.env` can say; nothing else reads the environment."""

import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SLACK_API_URL = "https://slack.com/api/"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
COMMAND = re.compile(r"/[a-z0-9_-]{1,24}")
"""Slack allows 32 characters; the direct commands add `-status`."""
SLACK_COMMANDS = (
    "me status away dnd shrug remind msg feed who collapse expand leave join open search topic mute pro shortcuts "
    "dm close apps invite archive rename call prefs"
)
RESERVED_COMMANDS = frozenset(SLACK_COMMANDS.split())
"""A manifest that holds one of Slack's own commands loses all of its commands."""


class ConfigError(Exception):
    """A setting is missing or wrong; the sentences say which, why, and how it should look."""


class Settings(BaseSettings):
    """The bot's settings; secrets print as stars."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, populate_by_name=True,
        hide_input_in_errors=True,
    )  # fmt: skip

    slack_bot_token: SecretStr | None = Field(default=None, alias="SLACK_BOT_TOKEN", examples=["xoxb-…"])
    slack_app_token: SecretStr | None = Field(default=None, alias="SLACK_APP_TOKEN", examples=["xapp-…"])
    slack_signing_secret: SecretStr | None = Field(
        default=None, alias="SLACK_SIGNING_SECRET", examples=["8f742231b10e…"]
    )
    slack_client_id: str | None = Field(default=None, alias="SLACK_CLIENT_ID", examples=["123.456"])
    slack_client_secret: SecretStr | None = Field(default=None, alias="SLACK_CLIENT_SECRET", examples=["a1b2c3d4…"])
    slack_api_url: str = Field(default=SLACK_API_URL, alias="SLACK_API_URL", examples=[SLACK_API_URL])
    database_url: str = Field(
        default="sqlite:///groundswell.db",
        alias="DATABASE_URL",
        examples=["postgresql+psycopg://groundswell:…@localhost/groundswell"],
        repr=False,
    )
    key_file: Path = Field(default=Path("groundswell.key"), alias="GROUNDSWELL_KEY_FILE", examples=["groundswell.key"])
    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), alias="GROUNDSWELL_ADMINS", examples=["U012ABCDEF,U034GHIJKL"]
    )
    command: str = Field(default="/change", alias="GROUNDSWELL_COMMAND", examples=["/change"])
    host: str = Field(default="127.0.0.1", alias="GROUNDSWELL_HOST", examples=["127.0.0.1"])
    port: int = Field(default=3000, ge=0, le=65535, alias="GROUNDSWELL_PORT", examples=["3000"])
    public_url: str | None = Field(
        default=None, alias="GROUNDSWELL_PUBLIC_URL", examples=["https://change.example.com"]
    )
    sends_per_minute: int = Field(default=240, ge=1, le=100_000, alias="GROUNDSWELL_SENDS_PER_MINUTE", examples=["240"])
    tick_seconds: float = Field(default=10, ge=0.1, le=3600, alias="GROUNDSWELL_TICK_SECONDS", examples=["10"])
    undo_seconds: int = Field(default=60, ge=0, le=3600, alias="GROUNDSWELL_UNDO_SECONDS", examples=["60"])
    log_level: str = Field(default="INFO", alias="GROUNDSWELL_LOG_LEVEL", examples=["INFO"])

    @property
    def status_command(self) -> str:
        """The direct command for status."""
        return f"{self.command}-status"

    @property
    def risk_command(self) -> str:
        """The direct command for risks."""
        return f"{self.command}-risk"

    def address_at(self, port: int) -> str:
        """Where people open the bot's pages, which are served on `port`; an address that means all is this machine."""
        host = "localhost" if self.host in EVERYWHERE else f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{port}"

    @field_validator("*", mode="before")
    @classmethod
    def _read_empty_as_default(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str) or info.field_name is None:
            return value
        return value.strip() or cls.model_fields[info.field_name].default

    @field_validator("slack_bot_token")
    @classmethod
    def _check_bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and token.get_secret_value().startswith(("xapp-", "xoxp-")):
            raise ValueError("this is another kind of token; the bot's begins with xoxb-")
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _check_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and token.get_secret_value().startswith(("xoxb-", "xoxp-")):
            raise ValueError("this is another kind of token; the app-level one begins with xapp-")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _check_api_url(cls, url: str) -> str:
        _split_safe(url)
        return url if url.endswith("/") else f"{url}/"

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = _split_safe(url)
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("it must be a scheme and a host, with a port if need be, and nothing else")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if separator and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
            _check_port(rest.rpartition("@")[2])
            return f"postgresql+psycopg://{rest}"
        if not url.startswith("sqlite:///"):
            raise ValueError("it must begin with sqlite:/// or postgresql+psycopg://")
        if url.removeprefix("sqlite:///") in ("", ":memory:"):
            raise ValueError("it must name a file: a database in memory is lost at the end")
        return url

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = tuple(part.strip() for part in value.split(",") if part.strip())
        if wrong := [user_id for user_id in ids if not re.fullmatch(r"[UW][A-Z0-9]+", user_id)]:
            raise ValueError(f"“{wrong[0]}” is no Slack user id; a profile's ⋮ menu has “Copy member ID”")
        return ids

    @field_validator("command")
    @classmethod
    def _check_command(cls, command: str) -> str:
        if not COMMAND.fullmatch(command):
            raise ValueError("it must be / and up to 24 lower-case letters, digits, - or _")
        if command.removeprefix("/") in RESERVED_COMMANDS:
            raise ValueError("Slack keeps that name for itself")
        return command

    @field_validator("log_level")
    @classmethod
    def _check_log_level(cls, level: str) -> str:
        if level.upper() not in LOG_LEVELS:
            raise ValueError(f"it must be one of {', '.join(LOG_LEVELS)}")
        return level.upper()


def load_settings() -> Settings:
    """The settings of this process; raises ConfigError with a sentence for each that is wrong."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise ConfigError(".env: it must be text in UTF-8. For example, see .env.example") from None
    except OSError as error:
        raise ConfigError(f".env: it cannot be read: {error.strerror}. For example: chmod 600 .env") from None
    except ValidationError as error:
        raise ConfigError("\n".join(_describe(problem) for problem in error.errors())) from None


def _split_safe(url: str) -> SplitResult:
    parts = urlsplit(url)
    _check_port(parts.netloc)
    is_here = parts.hostname in LOOPBACK
    if not parts.hostname or parts.scheme not in (("https", "http") if is_here else ("https",)):
        raise ValueError("it must begin with https://, or with http:// on this machine")
    return parts


def _check_port(place: str) -> None:
    try:
        _ = urlsplit(f"//{place}").port
    except ValueError:
        raise ValueError("the port in it must be a number from 0 to 65535") from None


def _describe(problem: Any) -> str:
    alias = str(problem["loc"][0])
    field = next(field for field in Settings.model_fields.values() if field.alias == alias)
    return f"{alias}: {_give_reason(problem)}. For example: {alias}={(field.examples or [''])[0]}"


def _give_reason(problem: Any) -> str:
    match problem["type"], problem.get("ctx", {}):
        case "value_error", {"error": reason}:
            return str(reason)
        case "greater_than_equal", {"ge": least}:
            return f"it must be at least {least}"
        case "less_than_equal", {"le": most}:
            return f"it must be at most {most}"
        case "int_parsing" | "int_from_float", _:
            return "it must be a whole number"
        case "float_parsing" | "finite_number", _:
            return "it must be a number"
        case _:
            return str(problem["msg"])
