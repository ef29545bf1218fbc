"""Projects that were taken over: the day of that is not the day on which they were settled."""

from django.db import migrations
from django.db.models import F


def forget_days(apps, schema_editor):
    projects = apps.get_model("proposals", "Project").objects
    projects.filter(proposal__origin="opening").update(is_taken_over=True)
    taken = projects.filter(is_taken_over=True)
    taken.filter(settled_at=F("opened_at")).update(settled_at=None)
    taken.filter(closed_at=F("opened_at")).update(closed_at=None)


def give_days(apps, schema_editor):
    taken = apps.get_model("proposals", "Project").objects.filter(is_taken_over=True)
    taken.filter(settled_at=None).exclude(settled_fen=None).update(settled_at=F("opened_at"))
    taken.filter(closed_at=None, status="closed").update(closed_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_days_not_known")]
    operations = [migrations.RunPython(forget_days, give_days)]
