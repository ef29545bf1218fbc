from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [AppendOnlyTrigger("audit_auditevent"), AppendOnlyTrigger("audit_auditlink")]
