"""Tokens of programs."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import tokens
from accounts.actions.members import revoke_member
from accounts.actions.parties import suspend_party
from accounts.actions.tokens import create_token, revoke_token
from accounts.models import ApiToken
from accounts.sessions import actor_of_token
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories.accounts import CertificateFactory, actor, bai, cui, guan, mo, su, visitor


class TestParse:
    @given(st.text(max_size=120))
    def test_never_raises(self, raw: str) -> None:
        assert tokens.parse(raw) is None or raw.startswith("yg_tok_")

    def test_reads_what_write_wrote(self) -> None:
        secret = tokens.new_secret()
        token_id = "tok_" + "0" * 26
        assert tokens.parse(tokens.write(token_id, secret)) == (token_id, secret)


@pytest.mark.django_db
class TestCreateToken:
    def test_keeps_only_a_digest(self) -> None:
        token, raw = create_token(name="招标工具", by=actor(bai()))
        _, secret = tokens.parse(raw) or ("", "")
        token.refresh_from_db()
        assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
        assert secret not in str(vars(token))
        assert raw.startswith(f"yg_{token.pk}_")

    def test_is_a_members_and_bounded(self) -> None:
        with pytest.raises(Forbidden, match="member_needed"):
            create_token(name="x", by=visitor(mo()))
        for name, days in (("", 90), ("x", 366), ("x", 0)):
            with pytest.raises(Invalid, match="token_malformed"):
                create_token(name=name, days=days, by=actor(bai()))


@pytest.mark.django_db
class TestActorOfToken:
    def test_is_the_member_with_its_scope_and_certificate(self) -> None:
        member = su(regions=["370200"], sectors=["housing"])
        older = CertificateFactory.create(party=member.party)
        own = CertificateFactory.create(party=member.party, member=member)
        _, raw = create_token(name="x", by=actor(member))
        assert actor_of_token(raw) == actor(member, own)
        own.delete()
        assert actor_of_token(raw) == actor(member, older)

    def test_is_nobody_for_all_that_is_wrong(self) -> None:
        _, raw = create_token(name="x", by=actor(bai()))
        other, _ = create_token(name="y", by=actor(cui()))
        _, secret = tokens.parse(raw) or ("", "")
        wrong = [
            "", "nonsense", raw + "0", raw[:-1] + ("0" if raw[-1] != "0" else "1"), raw.upper(),
            tokens.write(other.pk, secret), tokens.write("tok_" + "0" * 26, secret),
        ]  # fmt: skip
        assert [actor_of_token(one) for one in wrong] == [None] * len(wrong)

    def test_ends_with_its_life(self) -> None:
        token, raw = create_token(name="x", by=actor(bai()), days=1)
        ApiToken.objects.filter(pk=token.pk).update(expires_at=clock.now())
        assert actor_of_token(raw) is None

    def test_ends_at_once_with_token_member_party_and_user(self) -> None:
        by = actor(guan())
        for end in ("token", "member", "party", "user"):
            member = bai(party__name=f"青岛{end}有限公司")
            token, raw = create_token(name="x", by=actor(member))
            assert actor_of_token(raw) is not None
            if end == "token":
                revoke_token(token_id=token.pk, by=actor(member))
            elif end == "member":
                revoke_member(member_id=member.pk, by=by)
            elif end == "party":
                suspend_party(party_id=member.party_id, reason="因故", by=by)
            else:
                member.user.is_active = False
                member.user.save()
            assert actor_of_token(raw) is None, end

    def test_notes_the_day_of_its_use_and_no_more(self, django_assert_num_queries: Any) -> None:
        token, raw = create_token(name="x", by=actor(bai()))
        actor_of_token(raw)
        token.refresh_from_db()
        assert token.last_used_on == clock.local_date(clock.now())
        with django_assert_num_queries(1):
            actor_of_token(raw)

    def test_of_a_demonstration_is_nobodys_in_production(self, settings: Any) -> None:
        token, raw = create_token(name="x", by=actor(bai()))
        ApiToken.objects.filter(pk=token.pk).update(is_demo=True)
        assert actor_of_token(raw) is not None
        settings.MODE = "production"
        assert actor_of_token(raw) is None


@pytest.mark.django_db
class TestRevokeToken:
    def test_is_the_partys_own(self) -> None:
        member = bai()
        token, _ = create_token(name="x", by=actor(member))
        with pytest.raises(Forbidden):
            revoke_token(token_id=token.pk, by=actor(cui()))
        revoke_token(token_id=token.pk, by=actor(member))
        with pytest.raises(Conflict, match="token_revoked_already"):
            revoke_token(token_id=token.pk, by=actor(member))
        with pytest.raises(NotFound):
            revoke_token(token_id="tok_none", by=actor(member))

    def test_works_for_staff_on_their_own(self) -> None:
        member = su()
        token, raw = create_token(name="x", by=actor(member))
        revoke_token(token_id=token.pk, by=actor(member))
        assert actor_of_token(raw) is None
        assert token.expires_at - token.created_at == timedelta(days=90)
