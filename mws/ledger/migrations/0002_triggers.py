from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from mws.ledger.triggers import ledger_triggers


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        AppendOnlyTrigger("ledger_transfer"),
        AppendOnlyTrigger("ledger_closingline"),
        ledger_triggers(),
    ]
