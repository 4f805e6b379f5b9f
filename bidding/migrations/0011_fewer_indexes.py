"""Filings and uploads are found by fewer indexes: each was written for every ticket, and nobody searched by it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0010_letters"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.AlterField(
            model_name="filing",
            name="end_ref",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name="filing",
            name="lot",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="trading.lot",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="policy",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bidding.custodypolicy",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="ref",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="filing",
            name="registration",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="bidding.registration",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bidding.filing",
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="party",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.party",
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["registration", "seq"], name="filing_of_registration"),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                condition=models.Q(("replaces__isnull", False)), fields=["replaces"], name="filing_replaces"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("ref",), name="filing_ref_unique"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_ref__isnull", False)),
                fields=("end_ref",),
                name="filing_end_ref_unique",
            ),
        ),
    ]
