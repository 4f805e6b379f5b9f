"""To pause an auction may take two persons; refused moves are counted by an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # auctions go on while their moves are indexed

    dependencies = [
        ("bidding", "0003_auction_acts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auctionproposal",
            name="act",
            field=models.CharField(
                choices=[
                    ("resume", "恢复竞价"),
                    ("withdraw", "撤出标的"),
                    ("extend", "延长竞价"),
                    ("pause", "暂停竞价"),
                ],
                max_length=10,
            ),
        ),
        AddIndexConcurrently(
            model_name="move",
            index=models.Index(fields=["participant"], condition=~Q(code=""), name="move_refused"),
        ),
    ]
