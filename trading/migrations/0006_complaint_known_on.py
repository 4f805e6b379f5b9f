"""When a complainant knew of a matter that no objection is provided for: its time to complain runs from that day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("trading", "0005_proposal"),)
    operations = (
        migrations.AddField(
            model_name="complaint", name="known_on", field=models.DateField(blank=True, null=True)
        ),
    )
