"""What the environment may say: every setting of an instance, typed, with its unit in its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import NoDecode

from config import production
from config.environment_public import PublicSettings
from config.production import DEMO_SECRET_KEY

BASE = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    """Whether an instance plays or counts."""

    DEMO = "demo"
    PRODUCTION = "production"


_KEPT_APART = {
    "opening": "`manage.py open_bids`",
    "evaluation": "the evaluation process (`config.evaluation`)",
}


class Refused(Exception):
    """A process was given settings it must not run on; `reasons` lists all of them."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        lines = "\n".join(f"  - {reason}" for reason in reasons)
        super().__init__(f"Refusing to start:\n{lines}")


class Environment(PublicSettings):
    """The settings of one instance, read from environment variables and nowhere else."""

    mode: Mode = Field(
        Mode.DEMO,
        description="`demo`: made-up parties, a clock that can be moved. `production`: refuses to start on defaults.",
    )
    debug: bool = Field(False, description="Show error pages with source lines. Never in production.")
    database_url: str = Field(
        "postgresql://yangguang@127.0.0.1:5432/yangguang",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 15 or newer, as a libpq URL. The database's locale must be libc `C.UTF-8` "
        "or another one in which `pg_trgm` sees Chinese.",
    )
    broker_url: str = Field(
        "memory://",
        validation_alias="BROKER_URL",
        description="Celery's broker: Valkey/Redis (`redis://`, `redis+socket://`) or RabbitMQ (`amqp://`).",
    )
    cache_url: str = Field(
        "locmem://",
        validation_alias="CACHE_URL",
        description="Shared cache: Valkey/Redis (`redis://`, `rediss://`, `unix://`). `locmem://` is one process's own.",
    )
    email_url: str = Field(
        "console://",
        validation_alias="EMAIL_URL",
        description="Outgoing mail: `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` with user, password, host and port. "
        "`console://` prints instead, `file:///folder` writes a file for each.",
    )
    email_from: str = Field("yangguang@localhost", description="Sender of the platform's mail.")
    secret_key: str = Field(
        DEMO_SECRET_KEY,
        description="Signs sessions and tokens; at least 50 random characters, kept out of the repository.",
    )
    secret_key_fallbacks: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Earlier secret keys that still verify, comma separated; for changing the key without signing all out.",
    )
    identity_key: str | None = Field(
        None,
        description="Keys the digests by which identity numbers are compared; at least 50 random characters. Changing it "
        "makes stored digests useless, so it is not the secret key; a demonstration uses that.",
    )
    trust_path: Path | None = Field(
        None,
        description="Folder of `roots/*.pem`, `intermediates/*.pem`, `crls/*.crl` and `ocsp/*.der` whose certificates are believed. "
        "A demonstration believes its own authority.",
    )
    media_root: Path = Field(
        BASE / "var" / "media", description="Folder of stored files, shared by all processes."
    )
    static_root: Path = Field(
        BASE / "var" / "static", description="Folder that `collectstatic` fills and the web server reads."
    )
    bulk_root: Path = Field(
        BASE / "var" / "bulk",
        description="Folder of the open feed's files, which the web server serves as `/ocds/bulk/`; written by the worker.",
    )
    transparency_root: Path = Field(
        BASE / "var" / "transparency",
        description="Folder of the transparency log's public files, which the web server serves as `/log/`; written by the sequencer.",
    )
    record_root: Path = Field(
        BASE / "var" / "record",
        description="Folder of the public record's files, which the web server serves as `/record/`; written by the publisher, and"
        " nothing else lies in it.",
    )
    transparency_key_path: Path = Field(
        BASE / "var" / "transparency.key",
        description="File with the log's private key (`python -m toolkit.log.keys`), readable by the sequencer "
        "alone. A demonstration makes one. The log keeps its key for life.",
    )
    transparency_witnesses: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Public keys of the log's witnesses (`name+id+key`), comma separated.",
    )
    transparency_quorum: int = Field(
        1, ge=1, description="Witnesses that must have cosigned a checkpoint before it counts as witnessed."
    )
    transparency_witness_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Addresses at which witnesses tell what they have seen, comma separated. Processes ask them before they "
        "start, so that an older copy of the database is not taken for the present one.",
    )
    transparency_batch_seconds: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Time between two batches of leaves; every batch comes, also when nothing happened.",
    )
    transparency_batch_leaves: int = Field(
        8,
        ge=1,
        le=256,
        description="Leaves of a batch; where fewer are waiting, dummies fill it.",
    )
    sealed_keys_path: Path = Field(
        BASE / "var" / "sealed-keys",
        description="Folder with the platform's keys: `receipt.p12`, `freeze.p12`, `seal.p12`, and the certificates "
        "`opening.pem`, `evaluation.pem` and `tsa.pem` of keys that are elsewhere. A demonstration makes them.",
    )
    sealed_keys_password: str = Field("", description="Password of the `.p12` files in that folder.")
    opening_key_path: Path | None = Field(
        None,
        description="The `.p12` file with the key that opens bids, or a folder of such files, for `manage.py open_bids` and "
        "`destroy_opening_key` alone: every other process and command refuses to start if it is told of it. A demonstration makes it.",
    )
    opening_key_password: str = Field("", description="Password of these files; for the same commands alone.")
    opening_module: str = Field(
        "",
        description="PKCS #11 module of a device that holds the keys that open bids, in place of files; for the same commands alone.",
    )
    opening_token: str = Field(
        "",
        description="Label of that device's token, which holds no other keys; for the same commands alone.",
    )
    opening_pin: str = Field("", description="PIN of that token; for the same commands alone.")
    evaluation_key_path: Path | None = Field(
        None,
        description="The `.p12` file with the key that reads restricted parts of opened bids, or a folder of such files, for the "
        "evaluation process (`config.evaluation`) alone: every other process and command refuses to start if it is told of it.",
    )
    evaluation_key_password: str = Field(
        "", description="Password of these files; for the same process alone."
    )
    evaluation_module: str = Field(
        "",
        description="PKCS #11 module of a device that holds these keys, in place of files; for the same process alone.",
    )
    evaluation_token: str = Field(
        "",
        description="Label of that device's token, which holds no other keys; for the same process alone.",
    )
    evaluation_pin: str = Field("", description="PIN of that token; for the same process alone.")
    pkcs11_module: str = Field(
        "",
        description="PKCS #11 module of a device that holds the keys labelled `receipt`, `freeze` and `seal`, in place of files.",
    )
    pkcs11_token: str = Field("", description="Label of the device's token.")
    pkcs11_pin: str = Field("", description="PIN of the device's token.")
    timestamp_url: str = Field(
        "", description="Address of the timestamp authority (RFC 3161). A demonstration has its own."
    )
    operators: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Social credit codes of whoever operates or hosts this platform, comma separated; none of them may hold "
        "a key that opens bids.",
    )
    upload_bytes: int = Field(
        1024**3, gt=0, description="Largest sealed file that a bidder may upload, in bytes."
    )
    upload_quota_bytes: int = Field(
        4 * 1024**3,
        gt=0,
        description="What an organisation may have uploaded and not yet submitted, in bytes.",
    )
    filed_quota_bytes: int = Field(
        16 * 1024**3,
        gt=0,
        description="What a bidder may have filed on one lot, in bytes: replaced, withdrawn and refused filings count until "
        "they are discarded.",
    )
    spent_days: int = Field(
        90,
        gt=0,
        description="Days after the end of a lot for which the sealed bytes of refused, replaced and withdrawn filings are kept.",
    )
    upload_days: int = Field(
        7, gt=0, description="Days after which an upload that was not submitted is removed."
    )
    database_pool_connections: int = Field(
        0,
        ge=0,
        description="Connections that a process may pool. 0: one persistent connection for each thread (workers, sequencer).",
    )
    session_seconds: int = Field(8 * 3600, gt=0, description="Longest life of a sign-in.")
    tick_seconds: float = Field(
        1.0, gt=0, description="Pause between two looks for timed steps that are due."
    )
    poll_seconds: float = Field(2.0, gt=0, description="Pause between two polls of the journal's followers.")
    task_visibility_seconds: int = Field(
        300,
        gt=0,
        description="Time after which an unacknowledged task is handed out again; longer than the longest task.",
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe message that is logged."
    )

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in (
            "allowed_hosts",
            "secret_key_fallbacks",
            "transparency_witnesses",
            "transparency_witness_urls",
            "operators",
            "webhook_networks",
        ):
            given = values.get(name)
            if isinstance(given, str):
                values[name] = tuple(part.strip() for part in given.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _refuse_defaults_in_production(self) -> Self:
        if self.mode is Mode.PRODUCTION and (reasons := self.reasons_against_production()):
            raise Refused(reasons)
        return self

    def refuse_keys_of_others(self, own: str = "") -> None:
        """
        Refuse to serve or to work with a key at hand that opens bids, or one that reads restricted parts of them, but for the
        `own` one of the process that asks: `opening` or `evaluation`. Each is for one process alone.

        :raises Refused: if this process was told where it is.
        """
        told = [
            (name, whose)
            for purpose, whose in _KEPT_APART.items()
            for name in (
                f"{purpose}_{what}" for what in ("key_path", "key_password", "module", "token", "pin")
            )
            if purpose != own and getattr(self, name)
        ]
        if told:
            raise Refused([f"{variable(name)} is for {whose} alone." for name, whose in told])

    def reasons_against_production(self) -> list[str]:
        """Return every reason why these settings must not serve the public; empty if there is none."""
        return [f"{variable(name)} {words}" for name, words in production.reasons_against(self)]


def variable(field: str) -> str:
    """Return the name of the environment variable that sets `field`."""
    alias = Environment.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"YANGGUANG_{field.upper()}"
