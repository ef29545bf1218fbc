from django.db import migrations

from mws.core.text_search import BigramIndex


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_around")]

    operations = [
        BigramIndex("proposals_item_search", table="proposals_costitem", columns=("name",)),
    ]
