"""Rule sets that were written before get the usual days for a change, to be edited like others."""

from django.db import migrations

USUAL = {"value": "10", "legal_basis": "设计默认值，待区里确认"}


def add_days(apps, schema_editor):
    RuleSet = apps.get_model("rounds", "RuleSet")
    RuleSetting = apps.get_model("rounds", "RuleSetting")
    without = RuleSet.objects.exclude(settings__key="change_days")
    RuleSetting.objects.bulk_create(
        RuleSetting(rule_set=rule_set, key="change_days", **USUAL) for rule_set in without
    )


def remove_days(apps, schema_editor):
    apps.get_model("rounds", "RuleSetting").objects.filter(key="change_days").delete()


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_clock_of_a_change")]
    operations = [migrations.RunPython(add_days, remove_days)]
