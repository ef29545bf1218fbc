from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]
    operations = [AppendOnlyTrigger("oversight_oversightnote")]
