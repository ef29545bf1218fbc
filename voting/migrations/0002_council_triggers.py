from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from voting.council.triggers import open_vote_triggers


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [AppendOnlyTrigger("voting_minutes"), open_vote_triggers()]
