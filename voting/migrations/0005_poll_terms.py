from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0004_open_vote_triggers")]

    operations = [
        migrations.RemoveConstraint(model_name="pollitem", name="voting_pollitem_cost_positive"),
        migrations.AddConstraint(
            model_name="pollitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_fen__gte", 0)),
                name="voting_pollitem_cost_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="pollresult",
            name="short_by_votes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="pollresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("short_by_fen__gte", 0)),
                name="voting_pollresult_shortfall_not_negative",
            ),
        ),
    ]
