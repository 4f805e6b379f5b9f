"""Passkeys in a real browser, with the authenticator that its debugging protocol lends."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from accounts.models import Member, User
from config.launch.test import CHROMIUM
from tests.accounts.conftest import PASSWORD
from tests.factories.accounts import chen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def chromium() -> str:
    """Return where Chromium is, or skip."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("needs Chromium")
    return found


@pytest.fixture
def officer(transactional_db: None) -> Member:
    """An officer of the centre, whose role asks for a second factor."""
    member = chen()
    member.user.set_password(PASSWORD)
    member.user.save()
    EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    return member


@pytest.fixture
def site(
    officer: Member, settings: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> str:
    """The address of a server whose threads keep no connection: the database is dropped at the end of the run."""
    settings.SECOND_FACTOR_REQUIRED = True  # as in production
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)
    return str(request.getfixturevalue("live_server").url)


@pytest.fixture
def browser(site: str) -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


def apart(question: Callable[[], Any]) -> Any:
    """Ask the database in a thread of its own: the driver's loop runs in this one, and would keep a connection for itself."""

    def ask() -> Any:
        try:
            return question()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


class Key:
    """A security key in the browser's hand."""

    def __init__(self, page: Page) -> None:
        self._protocol: CDPSession = page.context.new_cdp_session(page)
        self._protocol.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self._id = self._protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def knows_its_owner(self, known: bool) -> None:
        """Say whether the finger on it is the right one."""
        self._protocol.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": known}
        )

    def credentials(self) -> list[dict[str, Any]]:
        """Return what it keeps."""
        found: list[dict[str, Any]] = self._protocol.send(
            "WebAuthn.getCredentials", {"authenticatorId": self._id}
        )["credentials"]
        return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; a script that fails, or that the page's policy refuses, fails the test."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if "Refused to" in message.text else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    page.locator("main form[action*=logout] button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/logout" not in url)


def enrol(page: Page, site: str) -> Key:
    key = Key(page)
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add" not in url)
    return key


def me(page: Page, site: str) -> dict[str, Any]:
    answer: dict[str, Any] = page.request.get(f"{site}/api/v1/me/").json()
    return answer


class TestAPasskey:
    def test_is_enrolled_and_signs_in_without_a_password(
        self, page: Page, officer: Member, site: str
    ) -> None:
        sign_in(page, site, officer.user)
        key = enrol(page, site)
        assert len(key.credentials()) == 1
        mine = Authenticator.objects.filter(user=officer.user, type="webauthn")
        assert apart(mine.count) == 1
        sign_out(page, site)
        page.goto(f"{site}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        assert officer.id in str(me(page, site))

    def test_is_the_second_factor_that_an_officers_role_asks_for(
        self, page: Page, officer: Member, site: str
    ) -> None:
        sign_in(page, site, officer.user)
        assert me(page, site)["role"] == "public"
        enrol(page, site)
        sign_out(page, site)
        sign_in(page, site, officer.user)
        page.wait_for_url(lambda url: "/2fa/authenticate" in url)
        page.click("#mfa_webauthn_authenticate")
        page.wait_for_url(lambda url: "/2fa/authenticate" not in url)
        assert me(page, site)["role"] == "centre"

    def test_does_not_open_to_another_finger(self, page: Page, officer: Member, site: str) -> None:
        sign_in(page, site, officer.user)
        key = enrol(page, site)
        sign_out(page, site)
        key.knows_its_owner(False)
        page.goto(f"{site}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_timeout(1500)
        expect(page).to_have_url(f"{site}/accounts/login/")
        assert officer.id not in str(me(page, site))

    def test_opens_nothing_once_it_was_removed(self, page: Page, officer: Member, site: str) -> None:
        sign_in(page, site, officer.user)
        enrol(page, site)
        apart(Authenticator.objects.filter(user=officer.user).delete)
        sign_out(page, site)
        page.goto(f"{site}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_timeout(1500)
        assert officer.id not in str(me(page, site))
