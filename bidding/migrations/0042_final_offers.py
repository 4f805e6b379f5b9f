"""Final offers after talks, and the committee's vote to call for them; and sql/0042_final_offers.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0041_chosen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="motion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("chair", "推选组长"),
                    ("low_price", "低价说明成立"),
                    ("adjustment", "商务偏差折算"),
                    ("claim", "不认定政策优惠"),
                    ("go_on", "有效投标不足但具有竞争性，继续评审"),
                    ("reject_all", "否决所有投标"),
                    ("extreme", "认定评分畸高畸低"),
                    ("asked", "认定询标事由和数据成立"),
                    ("named", "暗标文件显示投标人身份，否决投标"),
                    ("call", "要求提交最后报价"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="FinalOffer",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="fof", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("offer", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="final_offers",
                        to="bidding.filing",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("filing", "number"), name="final_offer_number"),
                    models.UniqueConstraint(fields=("filing", "offer"), name="final_offer_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShownOffer",
            fields=[
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="shown",
                        serialize=False,
                        to="bidding.finaloffer",
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=20)),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
        ),
        migrations.RunSQL(
            [(SQL / "0042_final_offers.sql").read_text(encoding="utf-8")],
            [(SQL / "0042_final_offers_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
