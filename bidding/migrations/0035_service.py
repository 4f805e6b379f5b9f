"""What follows a committee's work for its experts; and sql/0035_service.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0034_chosen_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="svc", primary_key=True, serialize=False
                    ),
                ),
                ("came_at", models.DateTimeField(verbose_name="到场时间")),
                ("left_at", models.DateTimeField(verbose_name="离场时间")),
                ("fee", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="劳务报酬")),
                ("travel", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="交通食宿费")),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="service", to="bidding.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家出勤与报酬",
                "verbose_name_plural": "专家出勤与报酬",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="rtg", primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("centre", "交易中心"), ("organiser", "招标人（采购人）")], max_length=12
                    ),
                ),
                ("discipline", models.PositiveSmallIntegerField(verbose_name="评审纪律")),
                ("skill", models.PositiveSmallIntegerField(verbose_name="专业能力")),
                ("diligence", models.PositiveSmallIntegerField(verbose_name="履职尽责")),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="bidding.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家履职评价",
                "verbose_name_plural": "专家履职评价",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FeePayment",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payment",
                        serialize=False,
                        to="bidding.service",
                    ),
                ),
                ("reference", models.CharField(max_length=100, unique=True, verbose_name="银行流水号")),
                ("paid_on", models.DateField(verbose_name="支付日期")),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
            options={
                "verbose_name": "专家报酬支付",
                "verbose_name_plural": "专家报酬支付",
            },
        ),
        migrations.CreateModel(
            name="RatingReply",
            fields=[
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reply",
                        serialize=False,
                        to="bidding.rating",
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
            options={
                "verbose_name": "专家对评价的说明",
                "verbose_name_plural": "专家对评价的说明",
            },
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at__gt", models.F("came_at"))), name="service_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee__gte", 0), ("travel__gte", 0)), name="service_costs_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(fields=("seat", "side"), name="rating_once"),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("diligence__range", (1, 5)), ("discipline__range", (1, 5)), ("skill__range", (1, 5))
                ),
                name="rating_points",
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0035_service.sql").read_text(encoding="utf-8")],
            [(SQL / "0035_service_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
