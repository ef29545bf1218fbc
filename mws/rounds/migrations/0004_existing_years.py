"""Years that began before: running clocks turn amber on their last day, and the negative list with
which new rules begin is theirs too."""

from datetime import UTC, datetime

from django.db import migrations
from django.db.models import F

from mws.rounds.negative_list import NEGATIVE_LIST

BEFORE_ALL_ROUNDS = datetime(2015, 1, 1, tzinfo=UTC)


def complete_existing_rows(apps, schema_editor):
    apps.get_model("rounds", "Deadline").objects.update(amber_on=F("due_on"))
    Clause = apps.get_model("rounds", "Clause")
    Clause.objects.bulk_create(
        Clause(rule_set=rule_set, added_at=BEFORE_ALL_ROUNDS, **clause._asdict())
        for rule_set in apps.get_model("rounds", "RuleSet").objects.filter(is_imported=False)
        for clause in NEGATIVE_LIST
    )


class Migration(migrations.Migration):
    dependencies = [("rounds", "0003_clocks_and_desks")]
    operations = [migrations.RunPython(complete_existing_rows, migrations.RunPython.noop)]
