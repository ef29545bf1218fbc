from django.db import migrations

from voting.council.triggers import open_vote_triggers


class Migration(migrations.Migration):
    dependencies = [("voting", "0003_council_outcomes")]

    operations = [open_vote_triggers()]
