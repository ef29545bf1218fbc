"""What one draft's proposer sees of similar proposals, and has answered to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mws.accounts.models import User
from mws.places.models import Place
from proposals.models import Difference, Proposal, Support
from proposals.selectors.project_survey import ratings_of
from proposals.selectors.similar import NOWHERE, similar_proposals, spot_of


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar proposal; ``reason``: how one's own differs, as kept or as just typed; ``rated``:
    mean and answers of what became of it, where enough residents said so."""

    other: Proposal
    can_support: bool
    is_own: bool
    supports: bool
    reason: str
    is_kept: bool
    rated: tuple[str, int] | None = None


def alike_to(
    title: str,
    *,
    community: Place,
    person: User,
    draft: Proposal | None = None,
    typed: Mapping[str, str] | None = None,
    now: datetime,
) -> list[Alike]:
    """The similar proposals to a title with what this person said of each (five queries).

    ``typed``: what stands in the fields ``difference-<pk>`` and is not kept yet.
    """
    found = similar_proposals(
        title, community=community, now=now,
        location=draft.location if draft else "", spot=spot_of(draft) if draft else NOWHERE,
        category=draft.category if draft else "",
        besides=draft.pk if draft else None,
    )  # fmt: skip
    keys = [row.proposal.pk for row in found]
    supported = set(
        Support.objects.filter(person=person, proposal__in=keys).values_list("proposal", flat=True)
    )
    differences = Difference.objects.filter(proposal=draft, other__in=keys)
    kept = dict(differences.values_list("other", "reason")) if draft else {}
    ratings = ratings_of(keys)
    just_typed = {key: (typed or {}).get(f"difference-{key}", "") for key in keys}
    return [
        Alike(
            other=row.proposal,
            can_support=row.can_support,
            is_own=row.proposal.author_id == person.pk,
            supports=row.proposal.pk in supported,
            reason=just_typed[row.proposal.pk] or kept.get(row.proposal.pk, ""),
            is_kept=row.proposal.pk in kept,
            rated=ratings.get(row.proposal.pk),
        )
        for row in found
    ]
