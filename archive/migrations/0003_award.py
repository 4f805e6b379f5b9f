"""Who was chosen, as lists and figures read it: follows from what the feed has said of each process."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_releases"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("family", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=300)),
                ("code", models.CharField(blank=True, max_length=18)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("expected", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("bidders", models.PositiveIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.deal"
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="awards",
                        to="archive.process",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="award_newest"),
                    models.Index(fields=["family", "-at", "-id"], name="award_family_newest"),
                    models.Index(
                        condition=~models.Q(code=""),
                        fields=["code", "-at", "-id"],
                        name="award_supplier_newest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("process", "number"), name="award_number_unique")
                ],
            },
        ),
    ]
