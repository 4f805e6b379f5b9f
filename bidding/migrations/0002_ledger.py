"""A bank reference names one movement of the whole ledger, and no movement is changed afterwards."""

from django.db import migrations, models

GUARDS = """
CREATE TRIGGER bidding_depositentry_append_only BEFORE UPDATE OR DELETE ON bidding_depositentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_depositentry_no_truncate BEFORE TRUNCATE ON bidding_depositentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
"""
NO_GUARDS = """
DROP TRIGGER bidding_depositentry_no_truncate ON bidding_depositentry;
DROP TRIGGER bidding_depositentry_append_only ON bidding_depositentry;
"""


class Migration(migrations.Migration):
    dependencies = (("bidding", "0001_initial"), ("foundation", "0002_functions"))
    operations = (
        migrations.RemoveConstraint(model_name="depositentry", name="deposit_reference_unique"),
        migrations.AddConstraint(
            model_name="depositentry",
            constraint=models.UniqueConstraint(fields=("reference",), name="deposit_reference_unique"),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    )
