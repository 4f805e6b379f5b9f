"""Every table of bidding."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields
from foundation.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_party_head"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Attendance",
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
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="bidding.registration",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["lot", "at"], name="attendance_lot")],
                    },
                ),
                migrations.CreateModel(
                    name="Auction",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="auc", primary_key=True, serialize=False
                            ),
                        ),
                        ("form", models.CharField(max_length=20)),
                        ("rules", models.BinaryField()),
                        ("rules_sha256", models.CharField(max_length=64)),
                        ("is_up", models.BooleanField()),
                        ("is_signed", models.BooleanField()),
                        ("starts_at", models.DateTimeField()),
                        ("room", models.CharField(blank=True, max_length=40)),
                        ("room_from", models.DateTimeField(blank=True, null=True)),
                        ("room_until", models.DateTimeField(blank=True, null=True)),
                        ("scheduled_at", models.DateTimeField()),
                        ("scheduled_by", models.CharField(max_length=40)),
                        ("bidders", models.JSONField()),
                        ("status", models.CharField(default="scheduled", max_length=10)),
                        ("number", models.PositiveIntegerField(default=0)),
                        ("shown", models.PositiveIntegerField(default=0)),
                        ("kept", models.BinaryField()),
                        ("ended_ms", models.BigIntegerField(default=0)),
                        ("asked_kept_at", models.DateTimeField(blank=True, null=True)),
                        ("file", models.BinaryField(null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="auctions",
                                to="trading.lot",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["starts_at"], name="auction_start"),
                            models.Index(
                                condition=models.Q(("status__in", ["scheduled", "open", "paused", "ended"])),
                                fields=["status"],
                                name="auction_at_work",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "withdrawn"), _negated=True),
                                fields=("lot",),
                                name="auction_one_of_a_lot",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        ["scheduled", "open", "paused", "ended", "settled", "withdrawn"],
                                    )
                                ),
                                name="auction_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "settled"), _negated=True),
                                    ("file__isnull", False),
                                    _connector="OR",
                                ),
                                name="auction_settled_is_told",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("room", ""),
                                        ("room_from__isnull", True),
                                        ("room_until__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("room", ""), _negated=True),
                                        ("room_until__gt", models.F("room_from")),
                                    ),
                                    _connector="OR",
                                ),
                                name="auction_room_for_a_time",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="AuctionProposal",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="apr", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[("resume", "恢复竞价"), ("withdraw", "撤出标的")], max_length=10
                            ),
                        ),
                        ("reason", models.CharField(max_length=1000)),
                        ("proposed_at", models.DateTimeField()),
                        ("proposed_by", models.CharField(max_length=40)),
                        ("proposed_by_user", models.CharField(max_length=40)),
                        ("status", models.CharField(default="open", max_length=10)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=40)),
                        ("decided_by_user", models.CharField(blank=True, max_length=40)),
                        (
                            "auction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="bidding.auction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "approved"), _negated=True),
                                    models.Q(
                                        models.Q(("decided_by", ""), _negated=True),
                                        models.Q(("decided_by_user", ""), _negated=True),
                                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                        models.Q(
                                            ("decided_by_user", models.F("proposed_by_user")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="auction_proposal_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["open", "approved", "declined"])),
                                name="auction_proposal_status",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "open")),
                                fields=("auction", "act"),
                                name="auction_proposal_one_open",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
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
                    name="Award",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="awd", primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("way", models.CharField(max_length=5)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("begun_at", models.DateTimeField()),
                        ("begun_by", models.CharField(max_length=40)),
                        ("status", models.CharField(default="open", max_length=8)),
                        ("candidate", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("result", models.BinaryField(null=True)),
                        ("result_sha256", models.CharField(blank=True, max_length=64)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "evaluation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="bidding.evaluation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("lot", "number"), name="award_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "open")),
                                fields=("lot",),
                                name="award_one_is_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("candidate__isnull", True),
                                        ("decided_at__isnull", True),
                                        ("status", "open"),
                                    ),
                                    models.Q(
                                        ("candidate__isnull", False),
                                        ("decided_at__isnull", False),
                                        ("status", "decided"),
                                    ),
                                    _connector="OR",
                                ),
                                name="award_decided_says_for_whom",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Ballot",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="blt", primary_key=True, serialize=False
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "elector",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="bidding.elector",
                            ),
                        ),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.filing",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["elector", "round"],
                        "constraints": [
                            models.UniqueConstraint(fields=("elector", "round"), name="ballot_once")
                        ],
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
                            "evaluation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="bidding.evaluation",
                            ),
                        ),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="bidding.filing",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
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
                migrations.CreateModel(
                    name="Chosen",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="chs", primary_key=True, serialize=False
                            ),
                        ),
                        ("words", models.CharField(max_length=2000)),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chosen",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.member",
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chosen",
                                to="bidding.draw",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Committee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("certificates", models.JSONField()),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("proposed_by", models.CharField(blank=True, max_length=40)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="trading.lot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("lot", "number"), name="committee_number")
                        ],
                    },
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.party",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "contributor"), name="contribution_once"),
                            models.UniqueConstraint(fields=("draw", "party"), name="contribution_party_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustodianPost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("x", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("shares", models.BinaryField()),
                        ("is_late", models.BooleanField(default=False)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="bidding.opening",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("opening", "x", "number"), name="custodian_post_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustodyAcceptance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("x", models.PositiveSmallIntegerField()),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acceptances",
                                to="bidding.custodypolicy",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("policy", "x"), name="custody_acceptance_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustodyPolicy",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="cpo", primary_key=True, serialize=False
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("deadline_ms", models.BigIntegerField()),
                        ("published_at", models.DateTimeField()),
                        ("published_by", models.CharField(max_length=40)),
                        ("in_force_from", models.DateTimeField(blank=True, null=True)),
                        ("evidence", models.JSONField(default=dict)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "deal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custody_policies",
                                to="trading.deal",
                            ),
                        ),
                        ("lots", models.ManyToManyField(related_name="custody_policies", to="trading.lot")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("deal", "version"), name="custody_policy_version_unique"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepositEntry",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="dep", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("paid", "缴纳"),
                                    ("refunded", "退还"),
                                    ("interest", "利息退还"),
                                    ("forfeited", "不予退还"),
                                    ("converted", "转为价款"),
                                    ("late", "超期资金占用费"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("transfer", "转账"),
                                    ("cheque", "支票"),
                                    ("draft", "汇票"),
                                    ("note", "本票"),
                                    ("guarantee", "保函"),
                                    ("cash", "现金"),
                                ],
                                default="transfer",
                                max_length=12,
                            ),
                        ),
                        ("reference", models.CharField(max_length=100)),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deposit_entries",
                                to="bidding.registration",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("reference",), name="deposit_reference_unique"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "paid"), ("amount__gt", 0)),
                                    models.Q(
                                        ("kind__in", ["refunded", "forfeited", "converted"]),
                                        ("amount__lt", 0),
                                    ),
                                    models.Q(("kind__in", ["interest", "late"]), ("amount__gt", 0)),
                                    _connector="OR",
                                ),
                                name="deposit_sign",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepositRate",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="rat", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("deposit", "银行存款利率"), ("lending", "贷款基准利率")],
                                default="deposit",
                                max_length=8,
                            ),
                        ),
                        ("region", models.CharField(blank=True, max_length=6)),
                        ("annual_percent", models.DecimalField(decimal_places=4, max_digits=7)),
                        ("days_in_year", models.PositiveSmallIntegerField()),
                        ("since_on", models.DateField()),
                        ("source", models.CharField(max_length=500)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("annual_percent__gte", 0),
                                    ("annual_percent__lt", 100),
                                    ("days_in_year__in", (360, 365, 366)),
                                ),
                                name="deposit_rate_plausible",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DestroyedKey",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="odk", primary_key=True, serialize=False
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64, unique=True)),
                        ("certificate", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Draw",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="drw", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("experts", "评审专家"),
                                    ("coefficient", "评标基准价系数"),
                                    ("tie", "并列次序"),
                                ],
                                default="experts",
                                max_length=11,
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
                        ("set_aside_for", models.CharField(blank=True, max_length=500)),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draws",
                                to="trading.lot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "dropped"), _negated=True),
                                fields=("lot", "purpose", "number"),
                                name="draw_number",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["planned", "fixed", "calling"])),
                                fields=("lot", "purpose"),
                                name="draw_one_goes_on",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["planned", "fixed", "calling", "ended", "dropped"])
                                ),
                                name="draw_status",
                            ),
                            models.CheckConstraint(
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
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts",
                                to="bidding.draw",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "number"), name="draw_act_number")
                        ],
                    },
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="bidding.draw",
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
                            models.UniqueConstraint(
                                fields=("entry", "act", "cause", "role"), name="draw_note_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("act__in", ["absent", "avoided"]), ("role__in", ["centre", "supervisor"])
                                ),
                                name="draw_note_says",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Elector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="electors",
                                to="bidding.award",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.member",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("award", "number"), name="elector_number"),
                            models.UniqueConstraint(fields=("award", "member"), name="elector_once"),
                        ],
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gt", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="employment_ends_later",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("until_on__isnull", True)),
                                fields=("expert",),
                                name="employment_one_now",
                            ),
                        ],
                    },
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
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="trading.document",
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("lot", "number"), name="evaluation_number"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status__in", ("convened", "reviewing", "scoring", "reporting"))
                                ),
                                fields=("lot",),
                                name="evaluation_one_runs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "convened",
                                            "reviewing",
                                            "scoring",
                                            "reporting",
                                            "reported",
                                            "set_aside",
                                        ],
                                    )
                                ),
                                name="evaluation_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "reported"), _negated=True),
                                    ("reported_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="evaluation_reported_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "set_aside"), _negated=True),
                                    ("set_aside_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="evaluation_set_aside_says_when",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
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
                        (
                            "telephone",
                            models.CharField(blank=True, default="", max_length=40, verbose_name="电话"),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("majors__len__gt", 0)), name="expert_has_a_major"
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("suspended_until__isnull", True),
                                    ("standing", "suspended"),
                                    _connector="OR",
                                ),
                                name="expert_until_is_of_a_suspension",
                            ),
                        ],
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
                        (
                            "reference",
                            models.CharField(max_length=100, unique=True, verbose_name="银行流水号"),
                        ),
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
                    name="Filing",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="fil", primary_key=True, serialize=False
                            ),
                        ),
                        ("header", models.CharField(max_length=64)),
                        ("core", models.CharField(max_length=64)),
                        ("bid", models.CharField(max_length=32)),
                        ("seq", models.PositiveIntegerField()),
                        ("signer", models.CharField(max_length=64)),
                        ("header_bytes", models.BinaryField()),
                        ("core_bytes", models.BinaryField()),
                        ("signature_bytes", models.BinaryField()),
                        ("files", models.JSONField()),
                        ("held_bytes", models.BigIntegerField(default=0)),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                        ("received_at", models.DateTimeField()),
                        ("filed_by", models.CharField(max_length=40)),
                        ("salt", models.BinaryField()),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        ("status", models.CharField(default="reserved", max_length=12)),
                        ("reasons", models.JSONField(default=list)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("evidence", models.JSONField(default=dict)),
                        ("held_for", models.CharField(blank=True, max_length=40)),
                        ("awaits_receipt", models.BooleanField(default=False)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("end_bytes", models.BinaryField(null=True)),
                        ("end_signature", models.BinaryField(null=True)),
                        ("end_ref", models.CharField(max_length=64, null=True, unique=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.custodypolicy",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.filing",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="bidding.registration",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "reserved")),
                                fields=["received_at"],
                                name="filing_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("awaits_receipt", True)),
                                fields=["settled_at"],
                                name="filing_awaits_receipt",
                            ),
                            models.Index(fields=["bid"], name="filing_bid"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("lot", "header"), name="filing_header_unique"),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "accepted")),
                                fields=("registration",),
                                name="filing_one_live",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "reserved")),
                                fields=("registration",),
                                name="filing_one_reserved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["reserved", "accepted", "refused", "ended"])
                                ),
                                name="filing_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("end_ref__isnull", False),
                                        ("ended_at__isnull", False),
                                        ("status", "ended"),
                                    ),
                                    models.Q(("ended_at__isnull", True), ("status", "accepted")),
                                    models.Q(
                                        ("end_ref__isnull", True),
                                        ("ended_at__isnull", True),
                                        ("status__in", ["reserved", "refused"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="filing_ended_says_when",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
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
                    name="FreezeList",
                    fields=[
                        (
                            "lot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="freeze_list",
                                serialize=False,
                                to="trading.lot",
                            ),
                        ),
                        ("change_number", models.PositiveIntegerField()),
                        ("deadline_ms", models.BigIntegerField()),
                        ("closed_at", models.DateTimeField()),
                        ("stamped_head", models.TextField(blank=True)),
                        ("cut_token", models.BinaryField(null=True)),
                        ("cut_missed_at", models.DateTimeField(blank=True, null=True)),
                        ("issued_at", models.DateTimeField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        ("signature", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.custodypolicy",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("content__isnull", True),
                                        ("issued_at__isnull", True),
                                        ("sha256", ""),
                                        ("signature__isnull", True),
                                    ),
                                    models.Q(
                                        ("content__isnull", False),
                                        ("issued_at__isnull", False),
                                        ("signature__isnull", False),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="freeze_list_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("agreed_by", models.CharField(blank=True, max_length=40)),
                        ("declined_at", models.DateTimeField(blank=True, null=True)),
                        ("declined_by", models.CharField(blank=True, max_length=40)),
                        ("stands", models.BooleanField(default=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint_members",
                                to="bidding.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "party"), name="joint_member_named_once"
                            ),
                            models.UniqueConstraint(
                                fields=("registration", "number"), name="joint_member_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("agreed_at__isnull", False), ("stands", True)),
                                fields=("lot", "party"),
                                name="joint_member_one_bid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed_at__isnull", True),
                                    ("declined_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="joint_member_one_answer",
                            ),
                        ],
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("to_on__gte", models.F("from_on"))),
                                name="leave_ends_no_earlier",
                            )
                        ],
                    },
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
                                    ("asked", "认定询标事由和数据成立"),
                                    ("named", "暗标文件显示投标人身份，否决投标"),
                                    ("call", "要求提交最后报价"),
                                    ("undo", "撤销已通过的事项"),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="motions",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("at_ms", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=10)),
                        ("price", models.DecimalField(decimal_places=2, max_digits=17, null=True)),
                        ("stood", models.DecimalField(decimal_places=2, max_digits=17, null=True)),
                        ("ended", models.BooleanField()),
                        ("code", models.CharField(blank=True, max_length=40)),
                        ("details", models.JSONField()),
                        ("stands", models.JSONField()),
                        ("shown", models.PositiveIntegerField(null=True)),
                        ("content", models.BinaryField()),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("by", models.CharField(max_length=40)),
                        ("key", models.CharField(blank=True, max_length=255)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("statement", models.BinaryField(null=True)),
                        ("signature", models.BinaryField(null=True)),
                        (
                            "auction",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="bidding.auction",
                            ),
                        ),
                        (
                            "participant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="bidding.participant",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["auction", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("auction", "number"), name="move_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("shown__isnull", False)),
                                fields=("auction", "shown"),
                                name="move_shown",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("auction", "by", "key"),
                                name="move_once_for_a_key",
                            ),
                        ],
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
                    name="OpenedUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit", models.CharField(max_length=32)),
                        ("outcome", models.CharField(max_length=12)),
                        ("cause", models.CharField(blank=True, max_length=64)),
                        ("blamed", models.JSONField(default=list)),
                        ("is_public", models.BooleanField()),
                        ("key", models.CharField(blank=True, max_length=64)),
                        ("manifest", models.BinaryField(null=True)),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_units",
                                to="bidding.filing",
                            ),
                        ),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="bidding.opening",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("filing", "unit"), name="opened_unit_once"),
                            models.CheckConstraint(
                                condition=models.Q(("outcome__in", ["opened", "revoked", "withdrawn"])),
                                name="opened_unit_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_public", True),
                                    models.Q(("key", ""), ("manifest__isnull", True)),
                                    _connector="OR",
                                ),
                                name="opened_unit_restricted_stays_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="opn", primary_key=True, serialize=False
                            ),
                        ),
                        ("stage", models.PositiveSmallIntegerField()),
                        ("bids", models.JSONField()),
                        ("excluded", models.JSONField(default=dict)),
                        ("status", models.CharField(default="collecting", max_length=12)),
                        ("begun_at", models.DateTimeField()),
                        ("posting_until", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("pending", models.JSONField(default=list)),
                        ("rescue_until", models.DateTimeField(blank=True, null=True)),
                        ("fault_seen_at", models.DateTimeField(blank=True, null=True)),
                        ("lost", models.JSONField(default=list)),
                        ("resends", models.PositiveIntegerField(default=0)),
                        ("unreadable", models.JSONField(default=list)),
                        ("recorded_at", models.DateTimeField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("content", models.BinaryField(null=True)),
                        ("signature", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "freeze",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="openings",
                                to="bidding.freezelist",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "recorded"), _negated=True),
                                fields=["begun_at"],
                                name="opening_at_work",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("freeze", "stage"), name="opening_once"),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["collecting", "settling", "recorded"])),
                                name="opening_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("status", "recorded"), _negated=True),
                                        ("content__isnull", True),
                                        ("recorded_at__isnull", True),
                                        ("sha256", ""),
                                        ("signature__isnull", True),
                                    ),
                                    models.Q(
                                        ("content__isnull", False),
                                        ("recorded_at__isnull", False),
                                        ("status", "recorded"),
                                        ("signature__isnull", False),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="opening_whole",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="ptc", primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(max_length=12)),
                        ("entered_at", models.DateTimeField()),
                        ("entered_by", models.CharField(max_length=40)),
                        (
                            "auction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participants",
                                to="bidding.auction",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.registration",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("auction", "registration"), name="participant_once"
                            ),
                            models.UniqueConstraint(fields=("auction", "number"), name="participant_number"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("content", models.BinaryField()),
                        ("first_signature", models.BinaryField()),
                        ("second_signature", models.BinaryField()),
                        ("deadline_ms", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="bidding.custodypolicy",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("policy", "number"), name="policy_change_number_unique"
                            )
                        ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="bidding.draw",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["entry"],
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "entry"), name="pool_entry_once"),
                            models.UniqueConstraint(fields=("draw", "handle"), name="pool_handle_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedCommittee",
                    fields=[
                        ("number", models.PositiveIntegerField()),
                        ("certificates", models.JSONField()),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="pcm", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="trading.lot",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProposedRemedy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("until", models.DateTimeField()),
                        ("reason", models.CharField(max_length=1024)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposed_remedies",
                                to="bidding.opening",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Pulse",
                    fields=[
                        ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                        ("since", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("at__gte", models.F("since"))), name="pulse_forward"
                            )
                        ],
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
                                choices=[("centre", "交易中心"), ("organiser", "招标人（采购人）")],
                                max_length=12,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ratings",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专家履职评价",
                        "verbose_name_plural": "专家履职评价",
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("seat", "side"), name="rating_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("diligence__range", (1, 5)),
                                    ("discipline__range", (1, 5)),
                                    ("skill__range", (1, 5)),
                                ),
                                name="rating_points",
                            ),
                        ],
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
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="rdg", primary_key=True, serialize=False
                            ),
                        ),
                        ("part", models.CharField(max_length=32)),
                        ("reason", models.CharField(max_length=500)),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="bidding.openedunit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                choices=[("filing", "递交"), ("withdrawal", "撤回")], max_length=12
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("token", models.BinaryField()),
                        ("issued_at", models.DateTimeField()),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="bidding.filing",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("filing", "about"), name="receipt_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptObjection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("header", models.CharField(max_length=64)),
                        ("papers", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("receipt", models.BinaryField()),
                        ("receipt_signature", models.BinaryField()),
                        ("receipt_token", models.BinaryField()),
                        ("head", models.TextField(blank=True, default="")),
                        ("evidence", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "freeze",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="bidding.freezelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("freeze", "number"), name="receipt_objection_number"
                            ),
                            models.UniqueConstraint(
                                fields=("freeze", "header", "papers"), name="receipt_objection_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="reg", primary_key=True, serialize=False
                            ),
                        ),
                        ("alias", models.CharField(max_length=12)),
                        ("account", models.CharField(max_length=32, unique=True)),
                        ("deposit_due", models.DecimalField(decimal_places=2, default=0, max_digits=20)),
                        ("status", models.CharField(default="applied", max_length=20)),
                        ("applied_at", models.DateTimeField()),
                        ("applied_by", models.CharField(max_length=40)),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("reviewed_by", models.CharField(blank=True, max_length=40)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="trading.lot",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "withdrawn"), _negated=True),
                                fields=("lot", "party"),
                                name="registration_party_unique",
                            ),
                            models.UniqueConstraint(
                                fields=("lot", "alias"), name="registration_alias_unique"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("deposit_due__gte", 0)),
                                name="registration_deposit_not_negative",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        (
                            "id",
                            models.CharField(
                                editable=False, max_length=48, primary_key=True, serialize=False
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("evidence", models.JSONField()),
                        ("header", models.CharField(max_length=64)),
                        ("files", models.JSONField()),
                        ("bid_evidence", models.JSONField()),
                        ("salt", models.BinaryField()),
                        ("holders", models.JSONField()),
                        ("n", models.PositiveSmallIntegerField()),
                        ("deadline_ms", models.BigIntegerField()),
                        ("filed_at", models.DateTimeField()),
                        ("filed_by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        ("filing_ref", models.CharField(max_length=64, unique=True)),
                        ("freeze_ref", models.CharField(max_length=64, unique=True)),
                        ("record_ref", models.CharField(max_length=64, unique=True)),
                        ("status", models.CharField(default="filed", max_length=12)),
                        ("frozen_at", models.DateTimeField(blank=True, null=True)),
                        ("freeze_content", models.BinaryField(null=True)),
                        ("freeze_signature", models.BinaryField(null=True)),
                        ("posting_until", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("record_content", models.BinaryField(null=True)),
                        ("record_signature", models.BinaryField(null=True)),
                        ("outcome", models.CharField(blank=True, max_length=12)),
                        ("cause", models.CharField(blank=True, max_length=64)),
                        ("blamed", models.JSONField(default=list)),
                        ("unreadable", models.JSONField(default=list)),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rehearsals",
                                to="trading.lot",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status__in", ["filed", "frozen"])),
                                fields=["filed_at"],
                                name="rehearsal_at_work",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["filed", "frozen", "recorded", "failed"])),
                                name="rehearsal_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("id__startswith", "rehearsal-")),
                                name="rehearsal_is_no_lot",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("status__in", ["filed", "frozen"])),
                                    models.Q(
                                        ("ended_at__isnull", False), ("status__in", ["recorded", "failed"])
                                    ),
                                    _connector="OR",
                                ),
                                name="rehearsal_ended_says_when",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="RehearsalPost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("x", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("content", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("shares", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "rehearsal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="bidding.rehearsal",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rehearsal", "x", "number"), name="rehearsal_post_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remedy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("first_signature", models.BinaryField()),
                        ("second_signature", models.BinaryField()),
                        ("until", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remedies",
                                to="bidding.opening",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("opening", "number"), name="remedy_number_unique")
                        ],
                    },
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
                                    ("objective", "客观评审因素评分不一致"),
                                    ("extreme", "评分畸高、畸低"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("scores", models.JSONField(default=list)),
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("evaluation", "round"), name="reopening_round")
                        ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent",
                                to="bidding.draw",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "member"), name="representative_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevocationEvidence",
                    fields=[
                        ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("content", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="RoomMessage",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="rmm", primary_key=True, serialize=False
                            ),
                        ),
                        ("shown", models.PositiveIntegerField()),
                        ("words", models.CharField(max_length=1000)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "auction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="bidding.auction",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["auction", "shown"],
                        "constraints": [
                            models.UniqueConstraint(fields=("auction", "shown"), name="room_message_shown")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False,
                                max_length=40,
                                prefix="seat",
                                primary_key=True,
                                serialize=False,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.member",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["evaluation", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("evaluation", "number"), name="seat_number"),
                            models.UniqueConstraint(fields=("evaluation", "member"), name="seat_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_chair", True)),
                                fields=("evaluation",),
                                name="seat_one_chair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("left_at__isnull", True), ("status__in", ["seated", "declared"])
                                    ),
                                    models.Q(
                                        ("left_at__isnull", False), ("status__in", ["conflicted", "replaced"])
                                    ),
                                    _connector="OR",
                                ),
                                name="seat_left_says_when",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="SentKeys",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("message", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.filing",
                            ),
                        ),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent_keys",
                                to="bidding.opening",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("opening", "filing", "sha256"), name="sent_keys_once"
                            )
                        ],
                    },
                ),
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
                        (
                            "fee",
                            models.DecimalField(decimal_places=2, max_digits=12, verbose_name="劳务报酬"),
                        ),
                        (
                            "travel",
                            models.DecimalField(decimal_places=2, max_digits=12, verbose_name="交通食宿费"),
                        ),
                        ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        (
                            "seat",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专家出勤与报酬",
                        "verbose_name_plural": "专家出勤与报酬",
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("left_at__gt", models.F("came_at"))),
                                name="service_ends_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fee__gte", 0), ("travel__gte", 0)),
                                name="service_costs_something",
                            ),
                        ],
                    },
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bidding.filing",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("seat", "filing", "part", "stage"), name="sheet_once"
                            )
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signed",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stand", "silent"), _negated=True),
                                fields=("seat", "act", "stage", "round"),
                                name="signed_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stand", "silent")),
                                fields=("seat", "round"),
                                name="signed_silent_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stand", "agrees"), ("act", "report"), _connector="OR"),
                                name="signed_stand_to_report",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StageRelease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stage", models.PositiveSmallIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("signatures", models.JSONField()),
                        ("result", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                        (
                            "freeze",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="bidding.freezelist",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("freeze", "stage"), name="stage_release_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupervisedCut",
                    fields=[
                        (
                            "freeze",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="supervised_cut",
                                serialize=False,
                                to="bidding.freezelist",
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("first_signature", models.BinaryField()),
                        ("second_signature", models.BinaryField()),
                        ("reason", models.CharField(max_length=1024)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=40)),
                        ("ref", models.CharField(max_length=64, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            foundation.fields.IdField(
                                editable=False, max_length=40, prefix="upl", primary_key=True, serialize=False
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("offset", models.BigIntegerField(default=0)),
                        ("is_complete", models.BooleanField(default=False)),
                        ("is_filed", models.BooleanField(default=False)),
                        ("touched_at", models.DateTimeField()),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_filed", False)),
                                fields=["touched_at"],
                                name="upload_abandoned",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("party", "sha256"), name="upload_party_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("offset__gte", 0), ("offset__lte", models.F("size"))),
                                name="upload_offset_within",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_filed", False), ("is_complete", True), _connector="OR"
                                ),
                                name="upload_filed_is_complete",
                            ),
                        ],
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="bidding.motion",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="bidding.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("motion", "seat"), name="vote_once")],
                    },
                ),
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
                    name="WrappedUnit",
                    fields=[
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="wrapped",
                                serialize=False,
                                to="bidding.openedunit",
                            ),
                        ),
                        ("certificate", models.CharField(max_length=64)),
                        ("message", models.BinaryField()),
                    ],
                ),
            ]
        )
    ]
