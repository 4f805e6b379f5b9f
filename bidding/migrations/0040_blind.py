"""What members of a blind evaluation were given, and a motion that a part says who wrote it; and sql/0040_blind.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0039_award"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlindCopy",
            fields=[
                (
                    "reading",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="bidding.reading",
                    ),
                ),
                ("original_sha256", models.CharField(max_length=64)),
                ("copy_sha256", models.CharField(blank=True, max_length=64)),
                ("refusal", models.CharField(blank=True, max_length=32)),
                ("pages", models.JSONField(default=list)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("copy_sha256", ""), ("refusal", ""), _connector="XOR"),
                        name="blind_copy_or_refusal",
                    )
                ],
            },
        ),
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
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0040_blind.sql").read_text(encoding="utf-8")],
            [(SQL / "0040_blind_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
