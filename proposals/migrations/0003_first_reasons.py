"""The reasons with which every site begins."""

from django.db import migrations

from proposals.reasons import FIRST_REASONS


def add_first_reasons(apps, schema_editor):
    ReasonTemplate = apps.get_model("proposals", "ReasonTemplate")
    ReasonTemplate.objects.bulk_create(ReasonTemplate(**row._asdict()) for row in FIRST_REASONS)


def remove_first_reasons(apps, schema_editor):
    apps.get_model("proposals", "ReasonTemplate").objects.filter(place=None).delete()


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_search_and_append_only")]
    operations = [migrations.RunPython(add_first_reasons, remove_first_reasons)]
