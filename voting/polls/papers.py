"""Reading the papers of a vote: handed out, in batches, differing, valid, invalid."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Sum

from mws.accounts.models import User
from voting.models import BatchState, KeyedPaper, PaperBatch, Poll, RollChannel


def handed_out(poll: Poll) -> int:
    """Papers given to people on the roll."""
    return poll.roll.filter(channel=RollChannel.PAPER).count()


def in_batches(poll: Poll) -> int:
    """Papers in batches that were not reversed."""
    counted = poll.batches.exclude(state=BatchState.REVERSED)
    return counted.aggregate(papers=Sum("expected"))["papers"] or 0


def differing_sheets(batch: PaperBatch) -> set[int]:
    """Papers of which the two keyings say different things (one query)."""
    said: dict[int, dict[int, tuple[str, str]]] = {1: {}, 2: {}}
    for paper in batch.papers.filter(keying__in=[1, 2]):
        said[paper.keying][paper.sheet] = paper.said
    both = said[1].keys() & said[2].keys()
    return {sheet for sheet in both if said[1][sheet] != said[2][sheet]}


def keying_of(batch: PaperBatch, person: User) -> int:
    """1 for the first person, 2 for the second, 0 for anybody after them."""
    if batch.first_by_id in (None, person.pk):
        return 1
    return 2 if batch.second_by_id in (None, person.pk) else 0


def final_papers(batch: PaperBatch) -> list[KeyedPaper]:
    """What each paper of a batch says in the end: as settled, else as keyed (one query)."""
    return _final(batch.papers.order_by("sheet", "keying"))


def valid_papers(poll: Poll) -> Iterator[tuple[KeyedPaper, list[str]]]:
    """The papers that count, with their choices (one query)."""
    for paper in _counted(poll):
        if not paper.invalid:
            yield paper, json.loads(paper.choices)


def invalid_papers(poll: Poll) -> dict[str, int]:
    """How many papers do not count, by reason (one query)."""
    return dict(Counter(paper.invalid for paper in _counted(poll) if paper.invalid))


def _counted(poll: Poll) -> list[KeyedPaper]:
    """The papers of all reconciled batches, batch by batch."""
    papers = KeyedPaper.objects.filter(batch__poll=poll, batch__state=BatchState.RECONCILED)
    return _final(papers.order_by("batch__number", "sheet", "keying"))


def _final(papers: Iterable[KeyedPaper]) -> list[KeyedPaper]:
    """Of each paper what was said last: a settlement (3) stands behind the keyings (1, 2)."""
    return list({(paper.batch_id, paper.sheet): paper for paper in papers}.values())
