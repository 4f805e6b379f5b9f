"""The actor as a value."""

import pytest

from accounts.actor import Actor
from accounts.checks import check_sign_in
from accounts.roles import Role


class TestCovers:
    @pytest.mark.parametrize(
        ("scope", "region", "covered"),
        [
            ({"370200"}, "370202", True),
            ({"370200"}, "370200", True),
            ({"370000"}, "370281", True),
            ({"370210"}, "370211", False),  # a district whose code ends in zero covers only itself
            ({"370200"}, "370100", False),
            ({"370200"}, "", False),
            (set(), "", True),
        ],
    )
    def test_covers_a_region_inside_its_scope(self, scope: set[str], region: str, covered: bool) -> None:
        actor = Actor(role=Role.SUPERVISOR, regions=frozenset(scope))
        assert actor.covers(region=region, sector="housing") is covered

    def test_covers_only_its_sectors(self) -> None:
        actor = Actor(role=Role.SUPERVISOR, sectors=frozenset({"housing"}))
        assert actor.covers(region="370200", sector="housing")
        assert not actor.covers(region="370200", sector="transport")


class TestLabel:
    def test_is_an_id_or_a_role_and_never_a_name(self) -> None:
        assert Actor(role=Role.BIDDER, member_id="mem_1", user_id="usr_1").label == "mem_1"
        assert Actor(role=Role.PUBLIC, user_id="usr_1").label == "usr_1"
        assert (Actor.clock().label, Actor.public().label) == ("clock", "public")


@pytest.mark.usefixtures("pages")
class TestCheckSignIn:
    def test_is_silent_on_good_settings(self) -> None:
        assert check_sign_in(None) == []

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("ACCOUNT_PREVENT_ENUMERATION", False, "accounts.E001"),
            ("ACCOUNT_EMAIL_VERIFICATION", "none", "accounts.E001"),
            ("MFA_SUPPORTED_TYPES", ["totp"], "accounts.E002"),
            ("ACCOUNT_RATE_LIMITS", False, "accounts.E003"),
            ("MIDDLEWARE", [], "accounts.E004"),
        ],
    )
    def test_names_what_is_weak(self, pages, name: str, value: object, code: str) -> None:
        setattr(pages, name, value)
        assert [error.id for error in check_sign_in(None)] == [code]
