"""What the environment says of where and how the public meets an instance."""

from __future__ import annotations

import json
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.production import DEMO_PREFIX


class PublicSettings(BaseSettings):
    """The part of the settings that visitors and other machines notice."""

    model_config = SettingsConfigDict(env_prefix="YANGGUANG_", extra="ignore", frozen=True)

    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Host names this instance answers to, comma separated.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="Address at which the public reaches this instance, without a final slash.",
    )
    auction_door_url: str = Field(
        "",
        description="Address at which the auctioneer knocks before each sign of life, for bidders come by it too; by default the"
        " door of auctions at its public address, which goes the way of a raise.",
    )
    rooms_url: str = Field(
        "",
        description="Address at which browsers reach the rooms process, without a final slash; empty where it is the"
        " public address, of which the front sends it `/api/v1/lots/*/auction/events` and `/api/v1/trials/*/events`.",
    )
    feed_wait_seconds: int = Field(
        25, ge=0, le=60, description="Longest wait of a long poll of the changes feed."
    )
    feed_waiters: int = Field(
        4,
        ge=0,
        description="Long polls of the feeds that one web process holds open; each keeps one of its threads, so well below "
        "their number. Whoever comes when all places are taken is answered at once.",
    )
    digest_hour: int = Field(
        8, ge=0, le=23, description="Hour, in the centre's zone, at which daily and weekly digests are sent."
    )
    webhook_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Networks (CIDR) beside the public internet into which webhooks may lead, comma separated; where subscribers"
        " are inside the government's own network.",
    )
    sms_url: str = Field(
        "",
        description="Gateway for text messages: `https://…` of a provider, `file:///folder` or `console://` to look at them. Empty:"
        " none are sent, and none are offered.",
    )
    sms_authorization: str = Field(
        "", description="What the provider of text messages is sent as `Authorization`."
    )
    sms_body: str = Field(
        '{"to": "{number}", "text": "{text}", "id": "{reference}"}',
        description="What the provider is sent, as JSON: `{number}`, `{text}` and `{reference}` are filled in. The reference is"
        " the same when a message is sent again.",
    )
    behind_proxy: bool = Field(
        False,
        description="Trust `X-Forwarded-Proto: https`, and the last address of `X-Forwarded-For`. Only where a proxy of yours sets them on"
        " every request and drops a caller's.",
    )
    hsts_seconds: int = Field(
        365 * 24 * 3600, ge=0, description="HTTP Strict Transport Security, in production."
    )
    ocid_prefix: str = Field(
        DEMO_PREFIX,
        pattern="^ocds-[a-z0-9]{6}$",
        description="Prefix of contracting process ids, as registered with the Open Contracting Partnership. It stays for good. A"
        " demonstration has that of the standard's documentation.",
    )
    centre_name: str = Field(
        "阳光市公共资源交易中心",
        max_length=60,
        description="Name of the trading centre, in full: it heads every document and stands in the seal.",
    )
    publisher_name: str = Field("演示：不是真实数据", description="Who publishes the open feed.")
    publisher_code: str = Field("", description="Social credit code of the publisher.")
    licence_url: str = Field(
        "https://creativecommons.org/licenses/by/4.0/", description="Licence of the open feed."
    )

    @field_validator("sms_body")
    @classmethod
    def _is_json(cls, given: str) -> str:
        json.loads(given)
        return given

    @field_validator("sms_url")
    @classmethod
    def _is_a_gateway(cls, given: str) -> str:
        if given and urlsplit(given).scheme not in ("https", "http", "file", "console"):
            raise ValueError("Text messages go by https, http, file or console.")
        return given
