"""The folder that whoever checks the platform is handed reads as what the platform says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bidding.sealed import custody
from foundation import clock, transparency
from tests.bidding.opening.hall import Hall
from toolkit import bundles

pytestmark = pytest.mark.django_db


def test_pins_are_written_as_the_toolkit_reads_them(hall: Hall, tmp_path: Path) -> None:
    folder = tmp_path / "pins"
    call_command("write_pins", folder)
    read, trusted = bundles.read_pins(folder), custody.trust(clock.now())
    assert read.logs == {str(transparency.log_key())}
    assert read.witnesses == {str(one) for one in transparency.witnesses()} != set()
    assert (list(read.trust.roots), list(read.trust.intermediates)) == (
        list(trusted.roots),
        list(trusted.intermediates),
    )
    assert [one.issuer for one in read.trust.lists] == [one.issuer for one in trusted.lists]
    with pytest.raises(CommandError, match="would_overwrite"):
        call_command("write_pins", folder)
    assert hall
