from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from mws.core.text_search import BigramIndex


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [
        BigramIndex(
            "proposals_search",
            table="proposals_proposal",
            columns=("title", "location", "problem", "solution"),
        ),
        BigramIndex("proposals_item_search", table="proposals_costitem", columns=("name",)),
        AppendOnlyTrigger("proposals_estimate"),
    ]
