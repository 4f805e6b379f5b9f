"""What objections were taken in by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0015_destroyed_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="receiptobjection",
            name="evidence",
            field=models.JSONField(default=dict),
        ),
    ]
