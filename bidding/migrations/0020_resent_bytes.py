"""What the store lost may come again from its bidder, between freezing and the record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bidding", "0019_supervised_cut")]

    operations = [
        migrations.AddField(model_name="opening", name="lost", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="opening", name="resends", field=models.PositiveIntegerField(default=0)
        ),
    ]
