"""A suspension that the law bounds ends by the clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trading", "0002_handedinnotice")]

    operations = [
        migrations.AddField("hold", "ends_at", models.DateTimeField(null=True, blank=True)),
    ]
