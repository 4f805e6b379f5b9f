"""Why a draw was set aside."""

from django.db import migrations, models

import bidding.models.restricted


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0035_service"),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="set_aside_for",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="salt",
            field=models.BinaryField(default=bidding.models.restricted.new_salt),
        ),
    ]
