"""The register of experts and draws; and sql/0026_experts.sql."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0033_reopened_scores"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="drw", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("groups", models.JSONField()),
                ("contributors", models.JSONField()),
                ("representatives", models.PositiveSmallIntegerField()),
                ("region", models.CharField(blank=True, max_length=6)),
                ("work_on", models.DateField()),
                ("reveal_minutes", models.PositiveIntegerField()),
                ("answer_minutes", models.PositiveIntegerField()),
                ("planned_at", models.DateTimeField()),
                ("planned_by", models.CharField(max_length=40)),
                ("status", models.CharField(default="planned", max_length=10)),
                ("earlier", models.JSONField(default=list)),
                ("fixed_at", models.DateTimeField(blank=True, null=True)),
                ("reveal_by", models.DateTimeField(blank=True, null=True)),
                ("fixed", models.CharField(blank=True, max_length=64)),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("orders", models.JSONField(default=list)),
                ("end", models.CharField(blank=True, max_length=10)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="trading.lot"
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contributor", models.CharField(max_length=32)),
                ("commitment", models.CharField(max_length=64)),
                ("committed_at", models.DateTimeField()),
                ("committed_by", models.CharField(max_length=40)),
                ("secret", models.CharField(blank=True, max_length=64)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.party"
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="bidding.draw",
                    ),
                ),
            ],
            options={
                "ordering": ["contributor"],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="xpt", primary_key=True, serialize=False
                    ),
                ),
                (
                    "majors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None, verbose_name="专业"
                    ),
                ),
                ("region", models.CharField(max_length=6, verbose_name="常驻地区")),
                ("title", models.CharField(max_length=100, verbose_name="职称")),
                ("years", models.PositiveSmallIntegerField(verbose_name="从业年限")),
                ("telephone", models.CharField(blank=True, default="", max_length=40, verbose_name="电话")),
                (
                    "standing",
                    models.CharField(
                        choices=[("active", "在库"), ("suspended", "暂停"), ("removed", "出库")],
                        default="active",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "standing_reason",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="原因"),
                ),
                ("suspended_until", models.DateField(blank=True, null=True, verbose_name="暂停至")),
                ("admitted_at", models.DateTimeField(verbose_name="入库时间")),
                ("admitted_by", models.CharField(max_length=40)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to="accounts.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家",
                "verbose_name_plural": "专家",
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="xpr", primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="单位名称")),
                ("from_on", models.DateField(verbose_name="起")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="止")),
                ("noted_at", models.DateTimeField()),
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
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="bidding.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职经历",
                "verbose_name_plural": "任职经历",
                "ordering": ["-from_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Avoidance",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="xpr", primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="单位名称")),
                ("reason", models.CharField(max_length=500, verbose_name="原因")),
                ("declared_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="bidding.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报回避",
                "verbose_name_plural": "申报回避",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="xlv", primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField(verbose_name="起")),
                ("to_on", models.DateField(verbose_name="止")),
                ("noted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="bidding.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "请假",
                "verbose_name_plural": "请假",
                "ordering": ["from_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="NameReading",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="nmr", primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="name_readings",
                        to="bidding.draw",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PoolEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.CharField(max_length=64)),
                ("unit", models.CharField(max_length=64)),
                ("groups", models.JSONField()),
                ("handle", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="bidding.draw"
                    ),
                ),
            ],
            options={
                "ordering": ["entry"],
            },
        ),
        migrations.CreateModel(
            name="DrawAct",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="dra", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("group", models.CharField(max_length=32)),
                ("act", models.CharField(max_length=10)),
                ("cause", models.CharField(blank=True, max_length=32)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="bidding.draw"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="bidding.poolentry",
                    ),
                ),
            ],
            options={
                "ordering": ["draw", "number"],
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent", to="bidding.draw"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "dropped"), _negated=True),
                fields=("lot", "number"),
                name="draw_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["planned", "fixed", "calling"])),
                fields=("lot",),
                name="draw_one_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["planned", "fixed", "calling", "ended", "dropped"])),
                name="draw_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ended"), _negated=True),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("file__isnull", False),
                        models.Q(("end", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="draw_ended_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(fields=("draw", "contributor"), name="contribution_once"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(fields=("draw", "party"), name="contribution_party_once"),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.CheckConstraint(
                condition=models.Q(("majors__len__gt", 0)), name="expert_has_a_major"
            ),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "active"), ("standing_reason", "")),
                    models.Q(
                        models.Q(("standing", "active"), _negated=True),
                        models.Q(("standing_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="expert_standing_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suspended_until__isnull", True), ("standing", "suspended"), _connector="OR"
                ),
                name="expert_until_is_of_a_suspension",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                ),
                name="employment_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_on__isnull", True)), fields=("expert",), name="employment_one_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))), name="leave_ends_no_earlier"
            ),
        ),
        migrations.AddConstraint(
            model_name="poolentry",
            constraint=models.UniqueConstraint(fields=("draw", "entry"), name="pool_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="poolentry",
            constraint=models.UniqueConstraint(fields=("draw", "handle"), name="pool_handle_once"),
        ),
        migrations.AddConstraint(
            model_name="drawact",
            constraint=models.UniqueConstraint(fields=("draw", "number"), name="draw_act_number"),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.UniqueConstraint(fields=("draw", "member"), name="representative_once"),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0026_experts.sql").read_text(encoding="utf-8")],
            [(SQL / "0026_experts_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
