"""How prices of an auction are signed is a rule of it, and passkeys of one auction alone sign them: sql/0008_signed_prices.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0007_rankings"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="signing",
            field=models.CharField(default="none", max_length=11),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="auction", name="is_signed", field=models.BooleanField(default=False)),
        migrations.RunSQL(
            ["UPDATE bidding_auction SET signing = 'certificate' WHERE is_signed"],
            [
                "ALTER TABLE bidding_auction DISABLE TRIGGER bidding_auction_guard",
                "UPDATE bidding_auction SET is_signed = true WHERE signing <> 'none'",
                "ALTER TABLE bidding_auction ENABLE TRIGGER bidding_auction_guard",
            ],
        ),
        migrations.CreateModel(
            name="AuctionKey",
            fields=[
                ("id", foundation.fields.IdField(editable=False, max_length=40, prefix="aky", primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("credential", models.BinaryField()),
                ("agreed_key", models.BinaryField()),
                ("agreement", models.BinaryField()),
                ("count", models.BigIntegerField(default=0)),
                ("user", models.CharField(max_length=40)),
                ("bound_at", models.DateTimeField()),
                ("bound_by", models.CharField(max_length=40)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="bidding.participant"
                    ),
                ),
            ],
            options={"ordering": ["participant", "id"]},
        ),
        migrations.RunSQL(
            [(SQL / "0008_signed_prices.sql").read_text(encoding="utf-8")],
            [(SQL / "0008_signed_prices_reverse.sql").read_text(encoding="utf-8")],
        ),
        migrations.RemoveField(model_name="auction", name="is_signed"),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.CheckConstraint(
                condition=models.Q(("signing__in", ["none", "certificate", "passkey"])), name="auction_signing"
            ),
        ),
    ]  # fmt: skip
