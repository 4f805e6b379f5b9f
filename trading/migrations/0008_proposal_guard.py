"""Proposals are decided once, by members of the deal's side, and otherwise not altered: sql/0008_proposal.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0007_second_user"),
        ("accounts", "0001_initial"),
        ("foundation", "0002_functions"),
    ]

    operations = [
        migrations.RunSQL(
            [(SQL / "0008_proposal.sql").read_text(encoding="utf-8")],
            [(SQL / "0008_proposal_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
