"""The plan of the closed year 2017: which community did which projects for how much.

Pure and reproducible (one seed). Totals as the article of 2 July 2018 reports them for Nanshan:
101 communities, exactly 1,779 projects, ¥106,500,000. Mix of categories after the city's reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from mws.core.money import split_largest_remainder
from mws.demo.data.ideas import IDEAS, SPOTS, Idea

CLOSED_YEAR = 2017
PROJECT_COUNT = 1_779
TOTAL_FEN = 106_500_000 * 100
SEED = 2017
SHARE_OF_CATEGORY = {"services": 68, "works": 20, "goods": 12}
# Working days of 2017 on which councils met: two batches.
BATCH_DAYS = (datetime(2017, 4, 18, 2, tzinfo=UTC), datetime(2017, 7, 11, 2, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class PlannedProject:
    idea: Idea
    title: str
    amount_fen: int
    batch: int
    submitted_at: datetime
    selected_at: datetime
    approved_at: datetime
    contracted_at: datetime
    completed_at: datetime
    accepted_at: datetime
    paid_at: datetime


def plan_closed_year(community_count: int) -> list[list[PlannedProject]]:
    """Projects per community, in the order of the communities; sums to the totals above."""
    random = Random(SEED)
    counts = _counts(random, community_count)
    ideas = [[_idea(random) for _ in range(count)] for count in counts]
    weights = [
        idea.yuan * random.randint(70, 130) for per_community in ideas for idea in per_community
    ]
    amounts = iter(split_largest_remainder(TOTAL_FEN, weights))
    return [
        [_project(random, idea, number, next(amounts)) for number, idea in enumerate(per_community)]
        for per_community in ideas
    ]


def _counts(random: Random, communities: int) -> list[int]:
    weights = [random.randint(70, 130) for _ in range(communities)]
    return split_largest_remainder(PROJECT_COUNT, weights)


def _idea(random: Random) -> Idea:
    category = random.choices(list(SHARE_OF_CATEGORY), weights=list(SHARE_OF_CATEGORY.values()))[0]
    return random.choice([idea for idea in IDEAS if idea.category == category])


def _project(random: Random, idea: Idea, number: int, amount_fen: int) -> PlannedProject:
    batch = number % 2
    selected_at = BATCH_DAYS[batch] + timedelta(hours=random.randint(0, 6))
    approved_at = selected_at + timedelta(days=random.randint(16, 28))
    contracted_at = approved_at + timedelta(days=random.randint(5, 20))
    completed_at = contracted_at + timedelta(days=random.randint(20, 75))
    accepted_at = completed_at + timedelta(days=random.randint(2, 12))
    return PlannedProject(
        idea=idea,
        title=idea.title.format(spot=random.choice(SPOTS)),
        amount_fen=amount_fen,
        batch=batch + 1,
        submitted_at=selected_at - timedelta(days=random.randint(30, 70)),
        selected_at=selected_at,
        approved_at=approved_at,
        contracted_at=contracted_at,
        completed_at=completed_at,
        accepted_at=accepted_at,
        paid_at=accepted_at + timedelta(days=random.randint(5, 25)),
    )
