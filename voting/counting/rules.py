"""Allocation rules as data: everything that decides an outcome besides the ballots."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from .model import Project

TIE_STEPS = ("cost", "votes", "id", "lot")
MOST = 10**30
"""The largest step of add1: far above any amount, and far below where floats end."""


@dataclass(frozen=True)
class Ties:
    """How projects that stand equal are put in order: step after step until one differs.

    ``cost``: the cheaper first. ``votes``: the one on more ballots first. ``id``: the smaller id
    first, compared by UTF-8 bytes. ``lot``: the order drawn by ``seed``, see ``lots.py``. The
    last step must be ``id`` or ``lot``, so that the order of rows never decides.
    """

    order: tuple[str, ...] = ("cost", "votes", "id")
    seed: str = ""

    def __post_init__(self) -> None:
        for step in self.order:
            if step not in TIE_STEPS:
                raise ValueError(f"{step!r} is not one of {', '.join(TIE_STEPS)}")
        if not self.order or self.order[-1] not in ("id", "lot"):
            raise ValueError("the last step against ties must be id or lot")
        if "lot" in self.order and not self.seed:
            raise ValueError("a lot needs a seed")

    @classmethod
    def parse(cls, text: str, seed: str = "") -> "Ties":
        """Read ``"cost,votes"``; an order left open is closed by lot, or by id without a seed."""
        order = tuple(step.strip() for step in text.split(",") if step.strip())
        if not order or order[-1] not in ("id", "lot"):
            order += ("lot" if seed else "id",)
        return cls(order, seed)


class Misfit(StrEnum):
    """What happens to the first project that costs more than is left, and to those after it."""

    SKIP = "skip"
    STOP = "stop"
    FUND = "fund"


@dataclass(frozen=True)
class Cap:
    """At most ``limit`` (smallest unit) for the projects of one category, target or place."""

    by: str
    value: str
    limit: int

    def __post_init__(self) -> None:
        if self.by not in ("category", "target", "place"):
            raise ValueError(f"a cap is by category, target or place, not by {self.by!r}")

    def covers(self, project: Project) -> bool:
        """True where the project's money counts towards the cap."""
        groups = {
            "category": project.categories,
            "target": project.targets,
            "place": (project.place,),
        }
        return self.value in groups[self.by]


@dataclass(frozen=True)
class Standing:
    """How a residents' council voted on a project, and whom the project serves."""

    id: str
    yes: int
    cast: int
    beneficiaries: int = 0


@dataclass(frozen=True)
class Greedy:
    """Projects in the order of their support, each funded if it fits.

    ``misfit``: pass over what does not fit (Warszawa, Łódź), stop there (Gdynia, Wrocław), or
    stop but fund it where at least ``misfit_percent`` of its cost is left, the rest coming from
    elsewhere (Poznań: 80). ``min_score`` is in the units of support. ``mandated`` projects are
    funded first, in the order given. ``exclusive``: of each group one at most. ``council``: where
    given, projects stand not by the residents' support but by the council's share of yes, then by
    beneficiaries per unit of money; a project without a standing comes last.
    """

    misfit: Misfit = Misfit.SKIP
    misfit_percent: int = 80
    min_score: int = 0
    exclusive: tuple[tuple[str, ...], ...] = ()
    caps: tuple[Cap, ...] = ()
    mandated: tuple[str, ...] = ()
    council: tuple[Standing, ...] = ()
    score_vector: tuple[int, ...] = ()
    ties: Ties = Ties()

    def __post_init__(self) -> None:
        if not 0 <= self.misfit_percent <= 100:
            raise ValueError("the percentage of a misfit must be from 0 to 100")

    @property
    def name(self) -> str:
        """The name under which the variant is known in .pb files."""
        if self.council:
            return "greedy-council"
        if self.misfit is Misfit.FUND:
            return "greedy-fund-misfit"
        if self.misfit is Misfit.STOP:
            return "greedy-no-skip"
        if self.exclusive:
            return "greedy-exclusive"
        return "greedy-threshold" if self.min_score else "greedy"


class Utility(StrEnum):
    """What a funded project is worth to a voter who supports it: its cost, or one."""

    COST = "cost"
    CARDINALITY = "cardinality"


class Completion(StrEnum):
    """What follows the first run of Equal Shares, which as a rule leaves money over.

    ``add1`` raises every voter's share step by step until the outcome would cost more than the
    budget, and keeps the last that did not. ``add1u`` then funds what still fits by support.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1U = "add1u"


@dataclass(frozen=True)
class EqualShares:
    """The Method of Equal Shares (Peters, Pierczyński, Skowron: Proportional Participatory
    Budgeting with Additive Utilities, NeurIPS 2021, section 3; equalshares.net).

    ``increment`` is the step of add1 for each voter in the smallest unit of money, 0 standing
    for one unit of currency. ``floor_share`` starts from the share rounded down to the smallest
    unit. ``exhaustive_stop`` ends add1 as soon as nothing more would fit. ``comparison`` keeps
    the greedy outcome instead where more voters prefer it. The steps are tried one by one:
    spending does not always rise with the share, so a binary search could stop elsewhere.
    """

    utility: Utility = Utility.COST
    completion: Completion = Completion.NONE
    increment: int = 0
    floor_share: bool = False
    exhaustive_stop: bool = False
    comparison: bool = False
    min_score: int = 0
    score_vector: tuple[int, ...] = ()
    ties: Ties = Ties()

    def __post_init__(self) -> None:
        if not 0 <= self.increment <= MOST:
            raise ValueError("the increment must be from 0 to 10^30")

    @property
    def name(self) -> str:
        """The name under which the variant is known in .pb files."""
        completion = "" if self.completion is Completion.NONE else f"/{self.completion}"
        return f"equalshares{completion}{'-comparison' if self.comparison else ''}"


@dataclass(frozen=True)
class Phragmen:
    """Sequential Phragmén (Brill, Freeman, Janson, Lackner: Phragmén's Voting Methods and
    Justified Representation, AAAI 2017; with costs: Los, Christoff, Grossi, IJCAI 2022).

    Every voter earns money at the same pace; a project is bought as soon as its supporters
    together have its cost. The count ends when the next to be bought exceeds the budget.
    """

    ties: Ties = Ties()

    @property
    def name(self) -> str:
        """The name of the rule."""
        return "phragmen"


Rule = Greedy | EqualShares | Phragmen


def parameters(rule: Rule) -> dict[str, object]:
    """Return the rule's settings in the form in which they are printed and hashed."""
    return _plain(asdict(rule))


def rule_from(data: Mapping[str, Any]) -> Rule:
    """Return the rule whose ``parameters`` these are.

    >>> rule = Greedy(misfit=Misfit.STOP, caps=(Cap("category", "x", 5),), ties=Ties(("id",)))
    >>> rule_from(parameters(rule)) == rule
    True
    """
    ties = Ties(tuple(data["ties"]["order"]), data["ties"]["seed"])
    if "misfit" in data:
        return Greedy(
            misfit=Misfit(data["misfit"]),
            misfit_percent=data["misfit_percent"],
            min_score=data["min_score"],
            exclusive=tuple(map(tuple, data["exclusive"])),
            caps=tuple(Cap(**cap) for cap in data["caps"]),
            mandated=tuple(data["mandated"]),
            council=tuple(Standing(**standing) for standing in data["council"]),
            score_vector=tuple(data["score_vector"]),
            ties=ties,
        )
    if "utility" in data:
        given = {
            "utility": Utility(data["utility"]),
            "completion": Completion(data["completion"]),
            "score_vector": tuple(data["score_vector"]),
            "ties": ties,
        }
        return EqualShares(**{**data, **given})
    return Phragmen(ties)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value
