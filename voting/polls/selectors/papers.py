"""For counter and urn: whom to serve, which batches there are, what is next in one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from mws.accounts.models import User
from mws.core.refusals import Refusal
from voting.models import BatchState, KeyedPaper, PaperBatch, Poll, PollItem, RollEntry
from voting.polls import rules_paper
from voting.polls.papers import (
    differing_sheets,
    final_papers,
    handed_out,
    in_batches,
    invalid_papers,
    keying_of,
)

FOUND_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class PapersPage:
    """``left``: papers handed out that lie in no batch; they may never come back."""

    poll: Poll
    batches: list[PaperBatch]
    handed_out: int
    counted: int
    invalid: dict[str, int]
    why_not_open: Refusal | None
    why_not_finish: Refusal | None

    @property
    def left(self) -> int:
        return self.handed_out - self.counted


@dataclass(frozen=True, slots=True)
class Difference:
    """One paper on which the two keyings differ; ``settled``: what was decided."""

    sheet: int
    first: KeyedPaper
    second: KeyedPaper
    settled: KeyedPaper | None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """``keying``: 1 or 2 for this person, 0 for nobody's turn; ``next_sheet``: 0 when done."""

    batch: PaperBatch
    items: list[PollItem]
    keying: int
    next_sheet: int
    keyed: tuple[int, int]
    differences: list[Difference]
    papers: list[KeyedPaper]
    why_not_key: Refusal | None
    why_not_settle: Refusal | None
    why_not_reconcile: Refusal | None
    why_not_reverse: Refusal | None


def voters_found(poll: Poll, words: str) -> list[RollEntry]:
    """People on the roll whose name holds these words, or whose number it is (two queries)."""
    words = words.strip()
    if len(words) < 2:
        return []
    by_name = Q(resident__display_name__icontains=words)
    by_phone = Q(resident__phone_lookup=User.lookup_of(f"+86{words.removeprefix('+86')}"))
    found = poll.roll.filter(by_name | by_phone).select_related("resident")
    return list(found.order_by("resident__display_name", "pk")[:FOUND_AT_MOST])


def papers_page(poll: Poll, *, user: User) -> PapersPage:
    batches = list(poll.batches.select_related("first_by", "second_by", "reversed_by"))
    out, counted = handed_out(poll), in_batches(poll)
    return PapersPage(
        poll=poll,
        batches=batches,
        handed_out=out,
        counted=counted,
        invalid=invalid_papers(poll),
        why_not_open=rules_paper.why_not_open_batch(poll, expected=1, left=out - counted, by=user),
        why_not_finish=rules_paper.why_not_finish_papers(
            poll, open_batches=sum(batch.state == BatchState.OPEN for batch in batches),
            counted=counted, handed_out=out, by=user,
        ),
    )  # fmt: skip


def batch_page(batch: PaperBatch, *, user: User) -> BatchPage:
    said: dict[int, dict[int, KeyedPaper]] = {1: {}, 2: {}, 3: {}}
    for paper in batch.papers.all():
        said[paper.keying][paper.sheet] = paper
    keying = keying_of(batch, user)
    mine = said.get(keying, {})
    missing = [sheet for sheet in range(1, batch.expected + 1) if sheet not in mine]
    next_sheet = missing[0] if missing and keying else 0
    keyed = (len(said[1]), len(said[2]))
    differences = [
        Difference(sheet, said[1][sheet], said[2][sheet], said[3].get(sheet))
        for sheet in sorted(differing_sheets(batch))
    ] if min(keyed) == batch.expected else []  # fmt: skip
    return BatchPage(
        batch=batch,
        items=list(batch.poll.items.order_by("number")),
        keying=keying,
        next_sheet=next_sheet,
        keyed=keyed,
        differences=differences,
        papers=final_papers(batch) if batch.state == BatchState.RECONCILED else [],
        why_not_key=rules_paper.why_not_key(batch, keying=keying, sheet=next_sheet or 1, by=user),
        why_not_settle=rules_paper.why_not_settle(batch, differs=bool(differences), by=user),
        why_not_reconcile=rules_paper.why_not_reconcile(
            batch, keyed=keyed, by=user,
            open_differences=sum(each.settled is None for each in differences),
        ),
        why_not_reverse=rules_paper.why_not_reverse(batch, reason="?", by=user),
    )  # fmt: skip
