"""What a count did, kept: one run a rule, one event a project; no page counts again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mws.core.append_only import AppendOnlyModel
from voting.models.polls import Poll, PollItem


class CountRun(AppendOnlyModel):
    """计票: one rule applied to a poll's ballots. ``record`` is the canonical JSON whose SHA-256 is
    ``sha256``: input digest, rule, parameters, seed, version, outcome and every reason.

    One run is the result; the others say what other rules would have chosen. ``reached``: ballots
    with at least one project chosen. ``in_common``: projects that the result chose too.
    ``by_form``: money in fen by form of project, for display. ``scale`` and ``points_scale``: in
    what fractions of a yuan and of a point its events are written.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="runs")
    is_result = models.BooleanField()
    rule = models.CharField(max_length=40)
    record = models.TextField()
    sha256 = models.CharField(max_length=64)
    scale = models.PositiveBigIntegerField()
    points_scale = models.PositiveBigIntegerField()
    chosen = models.PositiveIntegerField()
    in_common = models.PositiveIntegerField()
    spent_fen = models.BigIntegerField()
    reached = models.PositiveIntegerField()
    by_form = models.JSONField(default=dict)

    class Meta:
        ordering = ["-is_result", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="voting_countrun_one_result", fields=["poll"], condition=Q(is_result=True)
            ),
            models.UniqueConstraint(name="voting_countrun_once", fields=["poll", "sha256"]),
            models.CheckConstraint(
                name="voting_countrun_in_common_of_chosen",
                condition=Q(in_common__lte=F("chosen"), spent_fen__gte=0, scale__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.poll_id}"


class CountEvent(AppendOnlyModel):
    """What one run decided on one project when its turn came, and by which figures.

    ``position``: the order of decisions, 0 where it took no part. ``turn``: the round in which it
    was bought, under rules that buy in rounds. ``figures``: whole numbers and texts by name, money
    in the record's smallest unit (see ``voting.counting.explain``).
    """

    run = models.ForeignKey(CountRun, models.PROTECT, related_name="events")
    item = models.ForeignKey(PollItem, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(null=True)
    is_selected = models.BooleanField()
    reason = models.CharField(max_length=24)
    votes = models.PositiveBigIntegerField()
    support = models.PositiveBigIntegerField()
    cost = models.BigIntegerField()
    left = models.BigIntegerField()
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="voting_countevent_once", fields=["run", "item"]),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.item_id}"
