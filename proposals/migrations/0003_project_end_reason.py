from django.db import migrations, models


class Migration(migrations.Migration):
    """Why a project was terminated; the database keeps status and reason together."""

    dependencies = [
        ("proposals", "0002_council_decision_and_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="end_reason",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "terminated"), models.Q(("end_reason", ""), _negated=True)),
                    models.Q(
                        models.Q(("status", "terminated"), _negated=True), ("end_reason", "")
                    ),
                    _connector="OR",
                ),
                name="proposals_project_termination_has_reason",
            ),
        ),
    ]
