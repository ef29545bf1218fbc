"""What long lists and counts look for stands in the index itself: a late page of the list passes over
thousands of cases, the page of a year counts all its projects."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_days_of_books_taken_over")]
    operations = [
        migrations.RemoveIndex(model_name="proposal", name="proposals_newest"),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["-submitted_at", "-id", "status"], name="proposals_newest"),
        ),
        migrations.RemoveIndex(model_name="project", name="proposals_project_year"),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                fields=["year", "status", "community"], name="proposals_project_year"
            ),
        ),
    ]
