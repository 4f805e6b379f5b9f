"""Documents under the centre's seal (sql/0005_documents.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("archive", "0004_record"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedDocument",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="doc", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=140, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("source", models.CharField(max_length=40)),
                ("is_public", models.BooleanField()),
                ("title", models.CharField(max_length=400)),
                ("title_en", models.CharField(max_length=400)),
                ("content", models.BinaryField()),
                ("content_digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("status", models.CharField(default="awaited", max_length=10)),
                ("unsigned", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveIntegerField(default=0)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_documents",
                        to="trading.deal",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.lot",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "awaited")),
                        fields=["id"],
                        name="sealed_document_awaited",
                    ),
                    models.Index(fields=["deal", "-at", "-id"], name="sealed_document_deal"),
                    models.Index(fields=["source"], name="sealed_document_source"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "source", "edition"), name="sealed_document_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("sealed_at__isnull", True), ("status", "awaited")),
                            models.Q(
                                ("sealed_at__isnull", False),
                                ("status", "sealed"),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sealed_document_whole",
                    ),
                ],
            },
            bases=(foundation.fields.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.RunSQL(
            [(SQL / "0005_documents.sql").read_text(encoding="utf-8")],
            [(SQL / "0005_documents_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
