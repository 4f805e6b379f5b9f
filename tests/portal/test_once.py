"""A form that is sent twice acts once: a double click, a page sent again, somebody who went back."""

from __future__ import annotations

import re

import pytest

from bidding.models import JointMember, Registration
from config.environment import BASE
from portal import once
from tests.portal.test_bids import reader
from tests.world import World

TEMPLATES = BASE / "portal" / "templates"


def test_every_form_of_the_portal_is_named() -> None:
    forms = [
        (path.name, form)
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.S)
    ]
    assert len(forms) > 5
    nameless = {name for name, form in forms if "{% once %}" not in form}
    # A look-up, which is told each time.
    assert nameless == {"deposit_desk.html"}


@pytest.mark.django_db
class TestRegistering:
    @pytest.fixture
    def lot(self, world: World) -> str:
        return world.announced(consortium_allowed=True, consortium_terms="成员不超过三家").lot

    def named(self, who: str, lot: str) -> str:
        found = re.search(r'name="once" value="(\w+)"', reader(who).get(f"/lots/{lot}/joint/").text)
        assert found
        return found[1]

    def test_twice_registers_once_and_is_told_the_same(self, world: World, lot: str) -> None:
        address, code = f"/lots/{lot}/joint/", world.cast.members["cui"].party.code
        form = {"act": "register", "members": code, once.FIELD: self.named("bai", lot)}
        for _ in range(2):
            answer = reader("bai").post(address, form, follow=True)
            assert (answer.status_code, "已报名" in answer.text) == (200, True)
        row = Registration.objects.get()
        assert JointMember.objects.count() == 1
        # Who withdrew, went back and sent the old page again is not registered anew behind its back.
        withdrawn = {"act": "withdraw", "registration": row.id, once.FIELD: self.named("bai", lot)}
        assert reader("bai").post(address, withdrawn).status_code == 302
        reader("bai").post(address, form)
        assert [one.status for one in Registration.objects.all()] == ["withdrawn"]
        # A new showing is a new wish.
        reader("bai").post(address, form | {once.FIELD: self.named("bai", lot)})
        assert (
            Registration.objects.filter(status="qualified").count()
            + Registration.objects.filter(status="applied").count()
            == 1
        )

    def test_what_was_refused_may_be_sent_again_corrected(self, world: World, lot: str) -> None:
        form = {"act": "register", "members": "91370200MA0NOBODY0", once.FIELD: self.named("bai", lot)}
        refused = reader("bai").post(f"/lots/{lot}/joint/", form)
        assert refused.status_code == 422
        assert 'id="members-error-1"' in refused.text  # beside its field, too
        assert reader("bai").post(f"/lots/{lot}/joint/", form | {"members": ""}).status_code == 302
        assert Registration.objects.count() == 1

    def test_anothers_form_is_its_own(self, lot: str) -> None:
        form = {"act": "register", "members": "", once.FIELD: self.named("bai", lot)}
        for who in ("bai", "cui"):
            assert reader(who).post(f"/lots/{lot}/joint/", form).status_code == 302
        assert Registration.objects.count() == 2
