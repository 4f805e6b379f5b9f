"""A leaf's proof is found by one index instead of two: nobody searches by the beginning of its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0006_actors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="logentry",
            name="ref",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(fields=("ref",), name="foundation_logentry_ref_once"),
        ),
    ]
