"""Evaluations with their committees, and what these write, vote, ask and sign; and sql/0030_evaluation.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0025_objection_papers"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="BidQuestion",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="evq", primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clarification", "澄清、说明或者补正"),
                            ("correction", "算术修正确认"),
                            ("low_price", "异常低价说明"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", models.CharField(max_length=2000)),
                ("figures", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField()),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="bidding.filing",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="BidAnswer",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="answer",
                        serialize=False,
                        to="bidding.bidquestion",
                    ),
                ),
                (
                    "stand",
                    models.CharField(
                        blank=True,
                        choices=[("", "—"), ("confirmed", "确认"), ("declined", "不确认")],
                        max_length=12,
                    ),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="evl", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("stage", models.PositiveSmallIntegerField(default=1)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("is_blind", models.BooleanField(default=False)),
                ("rule", models.BinaryField(null=True)),
                ("rule_sha256", models.CharField(blank=True, max_length=64)),
                ("began_at", models.DateTimeField()),
                ("began_by", models.CharField(max_length=40)),
                ("status", models.CharField(default="convened", max_length=12)),
                ("result", models.BinaryField(null=True)),
                ("result_sha256", models.CharField(blank=True, max_length=64)),
                ("report", models.BinaryField(null=True)),
                ("report_sha256", models.CharField(blank=True, max_length=64)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_by", models.CharField(blank=True, max_length=40)),
                ("set_aside_for", models.CharField(blank=True, max_length=2000)),
                ("set_aside_law", models.CharField(blank=True, max_length=40)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.document"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="trading.lot",
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.AddField(
            model_name="bidquestion",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="bidding.evaluation"
            ),
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="rop", primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("sum", "分值汇总计算错误"),
                            ("bounds", "分项评分超出评分标准范围"),
                            ("objective", "客观评审因素评分不一致"),
                            ("extreme", "评分畸高、畸低"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(max_length=2000)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="bidding.evaluation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="seat", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("expert", "评审专家"), ("representative", "招标人（采购人）代表")],
                        max_length=16,
                    ),
                ),
                ("is_chair", models.BooleanField(default=False)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("room", models.CharField(blank=True, max_length=100)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("seated_at", models.DateTimeField()),
                ("status", models.CharField(default="seated", max_length=12)),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("left_for", models.CharField(blank=True, max_length=2000)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="bidding.evaluation",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
            ],
            options={
                "ordering": ["evaluation", "number"],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Motion",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="mtn", primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chair", "推选组长"),
                            ("low_price", "低价说明成立"),
                            ("adjustment", "商务偏差折算"),
                            ("claim", "不认定政策优惠"),
                            ("go_on", "有效投标不足但具有竞争性，继续评审"),
                            ("reject_all", "否决所有投标"),
                            ("extreme", "认定评分畸高畸低"),
                        ],
                        max_length=12,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=40)),
                ("figures", models.JSONField(default=dict)),
                ("words", models.CharField(max_length=2000)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="bidding.evaluation",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="motions", to="bidding.seat"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="bidquestion",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="bidding.seat"
            ),
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("review", "资格性和符合性审查"), ("scores", "评分")], max_length=8
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField(default=1)),
                ("entries", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bidding.filing"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="bidding.seat"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signed",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="sgd", primary_key=True, serialize=False
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("declaration", "回避声明"),
                            ("reviews", "审查意见"),
                            ("scores", "评分表"),
                            ("report", "评标报告"),
                        ],
                        max_length=12,
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField(default=1)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("agrees", "同意"),
                            ("dissents", "有不同意见"),
                            ("silent", "拒绝签字又不书面说明（视为同意）"),
                        ],
                        default="agrees",
                        max_length=8,
                    ),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signed", to="bidding.seat"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="vot", primary_key=True, serialize=False
                    ),
                ),
                ("in_favour", models.BooleanField()),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "motion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="bidding.motion"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="bidding.seat"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(fields=("lot", "number"), name="evaluation_number"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("convened", "reviewing", "scoring", "reporting"))),
                fields=("lot",),
                name="evaluation_one_runs",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["convened", "reviewing", "scoring", "reporting", "reported", "set_aside"])
                ),
                name="evaluation_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "reported"), _negated=True),
                    ("reported_at__isnull", False),
                    _connector="OR",
                ),
                name="evaluation_reported_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "set_aside"), _negated=True),
                    ("set_aside_at__isnull", False),
                    _connector="OR",
                ),
                name="evaluation_set_aside_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(fields=("evaluation", "round"), name="reopening_round"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("evaluation", "number"), name="seat_number"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("evaluation", "member"), name="seat_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_chair", True)), fields=("evaluation",), name="seat_one_chair"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", True), ("status__in", ["seated", "declared"])),
                    models.Q(("left_at__isnull", False), ("status__in", ["conflicted", "replaced"])),
                    _connector="OR",
                ),
                name="seat_left_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("seat", "filing", "part", "stage"), name="sheet_once"),
        ),
        migrations.AddConstraint(
            model_name="signed",
            constraint=models.UniqueConstraint(fields=("seat", "act", "stage", "round"), name="signed_once"),
        ),
        migrations.AddConstraint(
            model_name="signed",
            constraint=models.CheckConstraint(
                condition=models.Q(("stand", "agrees"), ("act", "report"), _connector="OR"),
                name="signed_stand_to_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("motion", "seat"), name="vote_once"),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0030_evaluation.sql").read_text(encoding="utf-8")],
            [(SQL / "0030_evaluation_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
