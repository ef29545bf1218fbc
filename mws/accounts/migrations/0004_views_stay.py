from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_personal_data")]

    operations = [AppendOnlyTrigger("accounts_sensitiveview")]
