"""Of a blind copy is kept which pages show what nothing has looked through."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0012_applicants"),
    ]

    operations = [
        migrations.AddField(
            model_name="blindcopy",
            name="unchecked",
            field=models.JSONField(default=list),
        ),
    ]
