from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from voting.triggers import ballot_box_triggers, insert_only_while, poll_triggers

POLL_OF_RESULT = "(SELECT poll_id FROM voting_pollitem WHERE id = NEW.item_id)"


class Migration(migrations.Migration):
    dependencies = [("voting", "0002_council_triggers")]

    operations = [
        AppendOnlyTrigger("voting_sealedballot"),
        AppendOnlyTrigger("voting_pollitem"),
        AppendOnlyTrigger("voting_pollresult"),
        ballot_box_triggers(),
        poll_triggers(),
        insert_only_while("voting_pollitem", "draft"),
        insert_only_while("voting_sealedballot", "closing"),
        insert_only_while("voting_pollresult", "closing", poll_id=POLL_OF_RESULT),
    ]
