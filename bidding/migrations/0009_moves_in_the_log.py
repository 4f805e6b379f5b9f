"""The chain of an auction's moves, and where its heads stand in the transparency log: sql/0009_moves_in_the_log.sql."""

from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from toolkit import canonical
from toolkit.auctions import logbook

SQL = Path(__file__).parent / "sql"


def chain(apps: Any, schema_editor: Any) -> None:
    """Begin the chain of auctions that have moves: of these nothing was logged, and the next head covers them."""
    for row in apps.get_model("bidding", "Auction").objects.exclude(number=0).defer("file", "kept"):
        begins = logbook.begin(row.lot_id, row.rules_sha256)
        *_, head = logbook.chained(begins, map(_digest, row.moves.order_by("number")))
        row.head = head.hex()
        row.save(update_fields=["head"])


def _digest(move: Any) -> str:
    signed = [canonical.sha256(bytes(one)) if one else "" for one in (move.statement, move.signature)]
    return logbook.digest(bytes(move.salt), bytes(move.content), move.code, *signed)


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0008_signed_prices"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="head",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="AuctionHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("entry", models.BigIntegerField()),
                (
                    "auction",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="bidding.auction"
                    ),
                ),
            ],
            options={
                "ordering": ["auction", "number"],
                "constraints": [models.UniqueConstraint(fields=("auction", "number"), name="auction_head_number")],
            },
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.RunSQL(
            [(SQL / "0009_moves_in_the_log.sql").read_text(encoding="utf-8")],
            [(SQL / "0009_moves_in_the_log_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]  # fmt: skip
