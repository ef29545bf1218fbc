from django.db import migrations

from mws.core.text_search import BigramIndex


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_initial")]

    operations = [
        BigramIndex(
            "proposals_search",
            table="proposals_proposal",
            columns=("title", "location", "problem", "solution"),
        ),
    ]
