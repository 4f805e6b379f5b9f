"""The search: a table of what is public as it is found. The follower `notices.search` fills it from the journal's beginning."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("notices", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "subject",
                    models.CharField(choices=[("notice", "公告公示"), ("deal", "交易项目")], max_length=10),
                ),
                ("family", models.CharField(max_length=40)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("region", models.CharField(max_length=6)),
                ("phase", models.CharField(max_length=20)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("at", models.DateTimeField()),
                ("month", models.SmallIntegerField()),
                ("text", models.TextField()),
                ("lexemes", django.contrib.postgres.search.SearchVectorField()),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.deal"
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["month", "lexemes"], name="search_lexemes"
                    ),
                    models.Index(fields=["-at", "-id"], name="search_newest"),
                    models.Index(fields=["subject", "-at", "-id"], name="search_subject_newest"),
                    models.Index(fields=["family", "-at", "-id"], name="search_family_newest"),
                    models.Index(fields=["organiser", "-at", "-id"], name="search_organiser_newest"),
                ],
            },
        ),
        # Room in each block for rows whose phase changes, so that no index is touched.
        migrations.RunSQL("ALTER TABLE notices_searchentry SET (fillfactor = 90)", migrations.RunSQL.noop),
    ]
