"""Which shares were read in the register of companies, and which are a party's own word."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0002_remove_certificateauthority_crl_number_and_more"),)
    operations = (
        migrations.AddField(
            model_name="ownership",
            name="confirmed",
            field=models.BooleanField(default=False, verbose_name="已核实"),
        ),
    )
