"""Paths that are kept hold exactly when they would be found."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit.pki import NOW, Authority
from toolkit import paths
from toolkit.refusals import Refused

ROOT = Authority()
# Brought along, of no use, and over before the rest.
OTHER = Authority("Other").issue("Other", begins=NOW - timedelta(seconds=20), days=1).certificate
CERTIFICATE = ROOT.issue("Bidder", begins=NOW, days=2).certificate
SECOND = timedelta(seconds=1)


def told(find: object, at: datetime) -> list[x509.Certificate] | str:
    try:
        return list(find(CERTIFICATE, (OTHER,), (ROOT.certificate,), at))  # type: ignore[operator]
    except Refused as refused:
        return refused.code


class TestAPath:
    @given(
        st.sampled_from([NOW, NOW + timedelta(days=1) - 20 * SECOND, NOW + timedelta(days=2)]),
        st.integers(-3_000_000, 3_000_000),
    )
    def test_is_what_is_found_at_that_instant(self, boundary: datetime, microseconds: int) -> None:
        at = boundary + timedelta(microseconds=microseconds)
        assert told(paths.find, at) == told(paths._found, at)

    def test_is_looked_for_once(self) -> None:
        paths._kept.cache_clear()
        for hours in (1, 2, 3):
            assert told(paths.find, NOW + timedelta(hours=hours)) == [CERTIFICATE, ROOT.certificate]
        assert paths._kept.cache_info().misses == 1

    def test_to_one_root_is_none_to_another(self) -> None:
        at = NOW + timedelta(hours=1)
        assert told(paths.find, at) == [CERTIFICATE, ROOT.certificate]
        with pytest.raises(Refused, match="certificate_untrusted"):
            paths.find(CERTIFICATE, (), (Authority().certificate,), at)
        with pytest.raises(Refused, match="certificate_untrusted"):
            paths.find(CERTIFICATE, (), (), at)
