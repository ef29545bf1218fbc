from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from voting.triggers import ballot_box_triggers


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [
        AppendOnlyTrigger("voting_sealedballot"),
        AppendOnlyTrigger("voting_minutes"),
        ballot_box_triggers(),
    ]
