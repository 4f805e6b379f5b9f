"""Live auctions; and sql/0043_auction.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0042_final_offers"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="auctions", to="trading.lot"
                    ),
                ),
            ],
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
            },
        ),
        migrations.AddIndex(
            model_name="auction",
            index=models.Index(fields=["starts_at"], name="auction_start"),
        ),
        migrations.AddIndex(
            model_name="auction",
            index=models.Index(
                condition=models.Q(("status__in", ["scheduled", "open", "paused", "ended"])),
                fields=["status"],
                name="auction_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("lot",),
                name="auction_one_of_a_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["scheduled", "open", "paused", "ended", "settled", "withdrawn"])
                ),
                name="auction_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "settled"), _negated=True), ("file__isnull", False), _connector="OR"
                ),
                name="auction_settled_is_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("room", ""), ("room_from__isnull", True), ("room_until__isnull", True)),
                    models.Q(
                        models.Q(("room", ""), _negated=True), ("room_until__gt", models.F("room_from"))
                    ),
                    _connector="OR",
                ),
                name="auction_room_for_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="auctionproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("decided_by_user", ""), _negated=True),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        models.Q(("decided_by_user", models.F("proposed_by_user")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="auction_proposal_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="auctionproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "approved", "declined"])),
                name="auction_proposal_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="auctionproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("auction", "act"),
                name="auction_proposal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("auction", "registration"), name="participant_once"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("auction", "number"), name="participant_number"),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(fields=("auction", "number"), name="move_number"),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(
                condition=models.Q(("shown__isnull", False)), fields=("auction", "shown"), name="move_shown"
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("auction", "by", "key"),
                name="move_once_for_a_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="roommessage",
            constraint=models.UniqueConstraint(fields=("auction", "shown"), name="room_message_shown"),
        ),
        migrations.RunSQL(
            [(SQL / "0043_auction.sql").read_text(encoding="utf-8")],
            [(SQL / "0043_auction_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
