"""Settings: everything that the environment or `.env` can say; nothing else reads the environment."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

COMMAND = re.compile(r"/[a-z0-9_-]{1,24}")
RESERVED_COMMANDS = frozenset(
    "me status away dnd shrug remind msg feed who collapse expand leave join open search topic mute pro shortcuts "
    "dm close apps invite archive rename call prefs".split()
)


class ConfigError(Exception):
    """A setting is missing or wrong; the sentences say which, why, and how it should look."""


class Settings(BaseSettings):
    """The bot's settings; secrets print as stars."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN", examples=["xoxb-…"])
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN", examples=["xapp-…"])
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET", examples=["8f742231b10e…"])
    slack_client_id: str | None = Field(None, alias="SLACK_CLIENT_ID", examples=["123.456"])
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET", examples=["a1b2…"])
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL", examples=["https://slack.com/api/"])
    database_url: str = Field(
        "sqlite:///groundswell.db", alias="DATABASE_URL", examples=["postgresql+psycopg://user@host/groundswell"]
    )
    key_file: Path = Field(Path("groundswell.key"), alias="GROUNDSWELL_KEY_FILE", examples=["groundswell.key"])
    admins: Annotated[tuple[str, ...], NoDecode] = Field((), alias="GROUNDSWELL_ADMINS", examples=["U012ABC,U034DEF"])
    command: str = Field("/change", alias="GROUNDSWELL_COMMAND", examples=["/change"])
    host: str = Field("127.0.0.1", alias="GROUNDSWELL_HOST", examples=["127.0.0.1"])
    port: int = Field(3000, ge=0, le=65535, alias="GROUNDSWELL_PORT", examples=["3000"])
    sends_per_minute: int = Field(240, ge=1, le=100_000, alias="GROUNDSWELL_SENDS_PER_MINUTE", examples=["240"])
    tick_seconds: float = Field(10, ge=0.1, le=3600, alias="GROUNDSWELL_TICK_SECONDS", examples=["10"])
    undo_seconds: int = Field(60, ge=0, le=3600, alias="GROUNDSWELL_UNDO_SECONDS", examples=["60"])
    log_level: str = Field("INFO", alias="GROUNDSWELL_LOG_LEVEL", examples=["INFO"])

    @property
    def status_command(self) -> str:
        """The direct command for status."""
        return f"{self.command}-status"

    @property
    def risk_command(self) -> str:
        """The direct command for risks."""
        return f"{self.command}-risk"

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_id", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("slack_client_secret", mode="before")
    @classmethod
    def _empty_secret_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("slack_api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise ValueError("it must be https, or http on this machine")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = tuple(part.strip() for part in value.split(",") if part.strip())
        if wrong := [user_id for user_id in ids if not re.fullmatch(r"[UW][A-Z0-9]+", user_id)]:
            raise ValueError(f"“{wrong[0]}” is no Slack user id")
        return ids

    @field_validator("command")
    @classmethod
    def _check_command(cls, value: str) -> str:
        if not COMMAND.fullmatch(value):
            raise ValueError("it must be / and up to 24 lower-case letters, digits, - or _")
        if value.removeprefix("/") in RESERVED_COMMANDS:
            raise ValueError("Slack keeps that name for itself")
        return value

    @field_validator("log_level")
    @classmethod
    def _check_log_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("it must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()


def load_settings() -> Settings:
    """The settings of this process; raises ConfigError with a sentence for each that is wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment has the arguments
    except ValidationError as error:
        raise ConfigError("\n".join(_describe(problem) for problem in error.errors())) from None


def _describe(problem: object) -> str:
    assert isinstance(problem, dict)
    alias = str(problem["loc"][0])
    reason = str(problem["msg"]).removeprefix("Value error, ")
    field = next(field for field in Settings.model_fields.values() if field.alias == alias)
    return f"{alias}: {reason}. For example: {alias}={(field.examples or [''])[0]}"
