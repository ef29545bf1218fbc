"""进度轨: the ten stations of a case, from the proposal to what people thought of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import prefetch_related_objects
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.track import Station
from mws.core.wording import day as day_words
from mws.core.wording import yuan_words
from mws.rounds.models import NoticeState, RoundOrigin, RoundStage, Stage
from proposals.clocks import CLOCK_OF
from proposals.models import (
    CouncilDecision,
    Project,
    Proposal,
    ProposalStatus,
    Screening,
)
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_track import project_stations

Row = TypeVar("Row", Screening, CouncilDecision)
Ends = Mapping[tuple[int, str], datetime]  # of a round and its stage

LABELS = {
    "submit": words("Submission"),
    "admit": words("Intake"),
    "shortlist": words("Selection"),
    "council": words("Resolution"),
    "notice": words("Public notice"),
    "approval": words("Approval"),
}
S = ProposalStatus
FIRST_SIX = ("submit", "admit", "shortlist", "council", "notice", "approval")

# The station at which a case in this status stands.
STATION_OF: dict[str, str] = {
    S.DRAFT: "submit", S.RETURNED: "submit", S.WITHDRAWN: "submit", S.SUBMITTED: "admit",
    S.ADMITTED: "shortlist", S.SCREENED: "shortlist", S.MERGED: "shortlist",
    S.SHORTLISTED: "council", S.ON_AGENDA: "council", S.DEFERRED: "council",
    S.WAITLISTED: "council", S.REJECTED: "council", S.SELECTED: "notice", S.ON_NOTICE: "notice",
    S.OBJECTED: "notice", S.IN_REVIEW: "approval", S.REFUSED: "approval",
}  # fmt: skip
HOLDER_OF: dict[str, str] = {
    S.SCREENED: Role.COMMUNITY_SECRETARY, S.SHORTLISTED: Role.COUNCIL_CHAIR,
    S.ON_AGENDA: Role.COUNCIL_CHAIR, S.DEFERRED: Role.COUNCIL_CHAIR,
    S.SELECTED: Role.INTAKE_CLERK,
}  # fmt: skip
WINDOW_OF: dict[str, str] = {
    S.SCREENED: Stage.SCREENING, S.SHORTLISTED: Stage.COUNCIL, S.ON_AGENDA: Stage.COUNCIL,
    S.DEFERRED: Stage.COUNCIL, S.SELECTED: Stage.NOTICE,
}  # fmt: skip


@dataclass(frozen=True)
class CaseFacts:
    """What the stations are read from; the lists stay empty where only a line is drawn."""

    proposal: Proposal
    clocks: Clocks
    stage_ends: Ends
    project: Project | None
    screenings: Sequence[Screening] = ()
    decisions: Sequence[CouncilDecision] = ()


def case_track(
    proposal: Proposal, *, now: datetime | None = None, clocks: Clocks | None = None
) -> list[Station]:
    """All stations with their dates and one-sentence records (a fixed number of queries)."""
    clocks = clocks or Clocks([proposal.case_id], now or database_now())
    related = ("round", "community", "notice", "project", "screenings", "council_decisions")
    prefetch_related_objects([proposal], *related)
    return stations_of(
        CaseFacts(
            proposal=proposal,
            clocks=clocks,
            stage_ends=_stage_ends([proposal]),
            project=getattr(proposal, "project", None),
            screenings=_standing(proposal.screenings.all()),
            decisions=list(proposal.council_decisions.all()),
        )
    )


def _standing(rows: Iterable[Screening]) -> list[Screening]:
    """The decisions of the office without those that were taken back."""
    rows = list(rows)
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.pk not in undone]


def tracks_of(
    proposals: Sequence[Proposal], *, now: datetime | None = None
) -> dict[int, list[Station]]:
    """One line for each of many cases, without records, by primary key; the same few queries
    for one case and for a hundred."""
    clocks = Clocks([proposal.case_id for proposal in proposals], now or database_now())
    prefetch_related_objects(list(proposals), "round", "community", "notice", "project")
    ends = _stage_ends(proposals)
    return {
        case.pk: stations_of(CaseFacts(case, clocks, ends, getattr(case, "project", None)))
        for case in proposals
    }


def _stage_ends(proposals: Iterable[Proposal]) -> Ends:
    """When the stages end that these cases wait in; no query where none waits in any."""
    waiting = {(case.round_id, WINDOW_OF[case.status]) for case in proposals
               if case.status in WINDOW_OF}  # fmt: skip
    if not waiting:
        return {}
    rounds, stages = map(set, zip(*waiting, strict=True))
    rows = RoundStage.objects.filter(round__in=rounds, stage__in=stages)
    return {(key, stage): end for key, stage, end in rows.values_list("round", "stage", "ends_at")}


def stations_of(facts: CaseFacts) -> list[Station]:
    """The stations of a case; one that has ended stops at the station where it ended."""
    proposal = facts.proposal
    here = _here(facts)
    reached = FIRST_SIX.index(here) if here else len(FIRST_SIX)
    stations = [_past(facts, key) for key in FIRST_SIX[:reached]]
    if here and proposal.status in S.ended():
        return [*stations, _end(facts, here)]
    if here:
        stations.append(_present(facts, here))
        stations += [Station(key, _label(key)) for key in FIRST_SIX[reached + 1 :]]
    clocks = facts.clocks
    return stations + project_stations(
        facts.project, deadlines=clocks.of(proposal.case_id), days_late=clocks.days_late,
        today=clocks.today,
    )  # fmt: skip


def _here(facts: CaseFacts) -> str | None:
    """The station at which the case stands or ended; None once it is a project."""
    status = facts.proposal.status
    if status == S.NOT_ADMITTED:
        return "shortlist" if _last(facts.screenings, "admitted") else "admit"
    return STATION_OF.get(status)


def _label(key: str) -> str:
    return str(LABELS[key])


def _past(facts: CaseFacts, key: str) -> Station:
    """A station behind the case: its day and its record in one sentence."""
    on, note = {
        "submit": _submitted, "admit": _taken_in, "shortlist": _shortlisted,
        "council": _decided, "notice": _posted, "approval": _approved,
    }[key](facts)  # fmt: skip
    came_with_a_file = facts.proposal.round.origin == RoundOrigin.IMPORTED
    skipped = came_with_a_file and on is None and key in ("admit", "shortlist")
    return Station(key, _label(key), "skipped" if skipped else "done", on=on, note=note)


def _present(facts: CaseFacts, key: str) -> Station:
    """Where the case stands: who holds it and by which day."""
    proposal, clocks = facts.proposal, facts.clocks
    deadline = clocks.of(proposal.case_id).get(CLOCK_OF.get(proposal.status, ""))
    if deadline is not None:
        holder, due = deadline.holder_words, deadline.due_on
    else:
        holder, due = _holder(proposal), _stage_end(facts)
    note = "" if proposal.status == S.ON_NOTICE else str(S(proposal.status).label)
    station = Station(key, _label(key), "now", holder=holder, due=due, note=note)
    late = clocks.days_late(due) if deadline else 0
    return replace(station, state="late", days_late=late) if late else station


def _end(facts: CaseFacts, key: str) -> Station:
    """Where the case ended, and how."""
    proposal = facts.proposal
    on = local_day(proposal.status_since)
    return Station(key, _label(key), "done", on=on, note=str(S(proposal.status).label))


def _holder(proposal: Proposal) -> str:
    if proposal.status in (S.DRAFT, S.RETURNED):
        return _("the proposer")
    role = HOLDER_OF.get(proposal.status)
    return f"{proposal.community.name} {Role(role).label}" if role else ""


def _stage_end(facts: CaseFacts) -> date | None:
    """The day until which the round leaves time for this step; the notice's own last day. It is
    a plan, not a limit: once it has passed, nothing is said."""
    proposal = facts.proposal
    if proposal.status == S.ON_NOTICE and proposal.notice:
        return proposal.notice.ends_on
    end = facts.stage_ends.get((proposal.round_id, WINDOW_OF.get(proposal.status, "")))
    last = local_day(end - timedelta(microseconds=1)) if end else None
    return last if last and last >= facts.clocks.today else None


def _submitted(facts: CaseFacts) -> tuple[date | None, str]:
    proposal = facts.proposal
    day = local_day(proposal.submitted_at) if proposal.submitted_at else None
    return day, _("The proposal was handed in")


def _taken_in(facts: CaseFacts) -> tuple[date | None, str]:
    row = _last(facts.screenings, "admitted")
    return (local_day(row.decided_at), _("Taken in by the community office")) if row else (None, "")


def _shortlisted(facts: CaseFacts) -> tuple[date | None, str]:
    row = _last(facts.screenings, "screened")
    if row is None:
        return None, ""
    lights = {row.public_benefit, row.legality, row.affordability}
    green = _("Screened: all three questions answered with yes")
    return local_day(row.decided_at), green if lights == {"green"} else _(
        "Screened, with conditions"
    )


def _decided(facts: CaseFacts) -> tuple[date | None, str]:
    row = _last(facts.decisions, "selected")
    if row is None:
        return None, ""
    if not row.seated:
        return local_day(row.decided_at), _("Passed for %(amount)s") % {
            "amount": yuan_words(row.amount_fen or 0)
        }
    return local_day(row.decided_at), _("Passed: %(yes)s yes, %(no)s no, %(abstain)s abstained") % {
        "yes": localize(row.yes),
        "no": localize(row.no),
        "abstain": localize(row.abstain),
    }


def _posted(facts: CaseFacts) -> tuple[date | None, str]:
    notice = facts.proposal.notice
    if notice is None:
        return None, ""
    words = _("Posted from %(first)s to %(last)s") % {
        "first": day_words(notice.posted_at),
        "last": day_words(notice.ends_on),
    }
    return notice.ends_on if notice.state == NoticeState.ENDED else None, words


def _approved(facts: CaseFacts) -> tuple[date | None, str]:
    project = facts.project
    if project is None:
        return None, ""
    amount = {"amount": yuan_words(project.approved_fen)}
    return local_day(project.opened_at), _("The sub-district approved %(amount)s") % amount


def _last(rows: Sequence[Row], result: str) -> Row | None:
    """The latest row of a result; a case may come to the same station twice."""
    return next((row for row in reversed(rows) if row.result == result), None)
