"""Why the experts of an evaluation were chosen and not drawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0032_given"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="chosen_for",
            field=models.CharField(blank=True, default="", max_length=2000),
            preserve_default=False,
        ),
    ]
