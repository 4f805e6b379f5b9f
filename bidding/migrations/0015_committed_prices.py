"""Prices that are committed to are signed as those that are named: sql/0015_committed_prices.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0014_letters_without_bids"),
    ]

    operations = [
        migrations.RunSQL(
            [(SQL / "0015_committed_prices.sql").read_text(encoding="utf-8")],
            [(SQL / "0015_committed_prices_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
