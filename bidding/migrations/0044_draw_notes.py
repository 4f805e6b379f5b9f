"""That an expert who accepted does not sit, as two say it; that a choice is taken back, or a motion; and sql/0044_draw_notes.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0043_auction"),
    ]

    operations = [
        migrations.CreateModel(
            name="WithdrawnChoice",
            fields=[
                (
                    "chosen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawn",
                        serialize=False,
                        to="bidding.chosen",
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="DrawNote",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="drn", primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("cause", models.CharField(blank=True, max_length=32)),
                ("role", models.CharField(max_length=10)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="bidding.draw"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="bidding.poolentry",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "act", "cause", "role"), name="draw_note_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act__in", ["absent", "avoided"]), ("role__in", ["centre", "supervisor"])
                        ),
                        name="draw_note_says",
                    ),
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
                    ("call", "要求提交最后报价"),
                    ("undo", "撤销已通过的事项"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0044_draw_notes.sql").read_text(encoding="utf-8")],
            [(SQL / "0044_draw_notes_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
