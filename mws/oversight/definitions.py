"""Every figure of the site, each defined once: board, reports, interface, files and charts take
them from here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.oversight.facts import Facts
from mws.oversight.figures import Definition, Figure, Measure, Privacy, Unit
from mws.oversight.models import Subject
from mws.places.models import EstateKind
from proposals.models import ProjectStatus

BOOKS = _("The ledger: balances of the communities' funds, kept in the same step as every movement")
FILES = _("The files of proposals and projects on this site")
CLOCKS = _("The clocks of the files: who held a file, since when and until when")
TRAIL = _("Decisions recorded on the files, with their day and the office")
PEOPLE = _("Verified homes; no names and no numbers below 10")
SURVEY = _("Answers of verified residents to the survey after acceptance")

FINISHED = (
    ProjectStatus.ACCEPTED, ProjectStatus.SETTLING, ProjectStatus.SETTLED,
    ProjectStatus.EVALUATED, ProjectStatus.CLOSED,
)  # fmt: skip
ELSEWHERE = "residence"  # lives here without household registration
BASES = (ELSEWHERE, "hukou")


def _balance(name: str) -> Measure:
    return lambda facts: (getattr(facts.balances, name), 0)


def _promise(name: str) -> Measure:
    def measure(facts: Facts) -> tuple[int, int]:
        return facts.count(Subject.PROMISE, name), facts.total(Subject.PROMISE, name)

    return measure


def _in_time(facts: Facts) -> tuple[int, int]:
    """A step that is overdue now has not kept its limit either."""
    return facts.count(Subject.LIMIT), facts.total(Subject.LIMIT) + facts.overdue


def _persons(subject: str) -> Measure:
    return lambda facts: (facts.count(subject), 0)


def _elsewhere(subject: str) -> Measure:
    return lambda facts: (facts.count(subject, ELSEWHERE), facts.count(subject, *BASES))


def _satisfied(facts: Facts) -> tuple[int, int]:
    return facts.count(Subject.ANSWERS, "4", "5"), facts.count(Subject.ANSWERS)


def _village_money(facts: Facts) -> tuple[int, int]:
    placed = [key for key in facts.keys(Subject.SITE) if key]
    whole = facts.total(Subject.SITE, *placed) if placed else 0
    return facts.total(Subject.SITE, EstateKind.VILLAGE), whole


D, COUNT, FEN, SHARE = Definition, Unit.COUNT, Unit.FEN, Unit.SHARE
PERSONS, ANSWERS = Privacy.PERSONS, Privacy.ANSWERS
GROUPS: dict[str, list[Definition]] = {
    "promises": [
        D("number", _("One number for everything"), SHARE,
          _("Files handed in that bear a receipt number under which every step can be followed, of"
            " all files handed in."),
          FILES, _promise("number"), "files?promise=number"),
        D("window", _("One window for everything"), SHARE,
          _("Files entered at a window, by phone or at home that were completed there in one go, on"
            " the day they were begun, of all files so entered."),
          FILES, _promise("window"), "files?promise=window"),
        D("online", _("Everything online"), SHARE,
          _("Files that have come to an end and whose decisions all stand online with day and"
            " office, of all files that have come to an end."),
          TRAIL, _promise("online"), "files?promise=online"),
        D("once", _("Everything at one time"), SHARE,
          _("Files that were taken in without being sent back for completion, of all files taken in"
            " or decided."),
          TRAIL, _promise("once"), "files?promise=once"),
        D("sunshine", _("Everything in daylight and in time"), SHARE,
          _("Steps of offices that were done within their limit, of all steps that are done or"
            " overdue. Working days of the State Council's calendar, without the days a clock stood"
            " still. A survey that runs its full time is no such step."),
          CLOCKS, _in_time, "overdue"),
    ],
    "scope": [
        D("communities", _("Communities with money"), COUNT,
          _("Communities with an allocation in the year."),
          BOOKS, lambda facts: (facts.communities, 0), "places"),
        D("projects", _("Projects"), COUNT,
          _("Projects of the year's rounds from their approval on, without those terminated."),
          FILES, lambda facts: (facts.projects, 0), "projects"),
        D("finished", _("Projects finished"), SHARE,
          _("Projects that were accepted, of all projects: the rate by number."),
          FILES, lambda facts: (facts.count(Subject.PROJECTS, *FINISHED), facts.projects),
          "projects?stage=finished"),
    ],
    "money": [
        D("allocated", _("Allocated"), FEN, _("What the communities were given for the year."),
          BOOKS, _balance("allocated"), "places"),
        D("available", _("Available"), FEN,
          _("Allocated, and neither reserved, committed, paid nor returned."),
          BOOKS, _balance("available"), "places"),
        D("reserved", _("Reserved"), FEN,
          _("Passed by a council, not yet approved by the sub-district."),
          BOOKS, _balance("reserved"), "places"),
        D("committed", _("Committed"), FEN, _("Approved or contracted, not yet paid."),
          BOOKS, _balance("committed"), "places"),
        D("paid", _("Paid"), FEN, _("Payments confirmed, less what came back."),
          BOOKS, _balance("paid"), "places"),
        D("returned", _("Returned"), FEN, _("Taken back by the treasury."),
          BOOKS, _balance("returned"), "places"),
        D("paid_rate", _("Money paid out"), SHARE,
          _("Paid, of what was allocated: the rate by money."),
          BOOKS, lambda facts: (facts.balances.paid, facts.balances.allocated), "places"),
        D("villages", _("Money reaching urban villages"), SHARE,
          _("Approved money of projects in urban villages, of the approved money of all projects"
            " whose place is recorded as an estate, a village or the whole community."),
          FILES, _village_money, "projects?site=village"),
    ],
    "limits": [
        D("overdue", _("Steps overdue now"), COUNT,
          _("Steps on the year's files that an office owes and whose last day has passed."),
          CLOCKS, lambda facts: (facts.overdue, 0), "overdue"),
    ],
    "people": [
        D("proposers", _("Residents who proposed"), COUNT,
          _("Different residents who handed in a proposal of their own, in each community."),
          PEOPLE, _persons(Subject.PROPOSERS), privacy=PERSONS),
        D("proposers_elsewhere", _("Proposers without local household registration"), SHARE,
          _("Of the residents who proposed and whose home is verified."),
          PEOPLE, _elsewhere(Subject.PROPOSERS), privacy=PERSONS),
        D("voters", _("Residents who voted"), COUNT,
          _("On the rolls of certified votes."),
          PEOPLE, _persons(Subject.VOTERS), "votes", privacy=PERSONS),
        D("turnout", _("Turnout"), SHARE,
          _("Residents who voted, of all on the rolls of certified votes."),
          PEOPLE, lambda facts: (facts.count(Subject.VOTERS), facts.count(Subject.ROLL)),
          "votes", privacy=PERSONS),
        D("voters_elsewhere", _("Voters without local household registration"), SHARE,
          _("Of the residents who voted and whose home is verified."),
          PEOPLE, _elsewhere(Subject.VOTERS), privacy=PERSONS),
        D("seats", _("Council members"), COUNT,
          _("Who sat on a council at any time of the year."),
          PEOPLE, _persons(Subject.SEATS), privacy=PERSONS),
        D("seats_elsewhere", _("Council members without local household registration"), SHARE,
          _("Of the council members whose home is verified."),
          PEOPLE, _elsewhere(Subject.SEATS), privacy=PERSONS),
        D("answers", _("Answers about satisfaction"), COUNT,
          _("One answer for each verified resident and project."),
          SURVEY, _persons(Subject.ANSWERS), privacy=ANSWERS),
        D("satisfied", _("Satisfied"), SHARE,
          _("Answers with 4 or 5 of 5 for the whole, of all answers."),
          SURVEY, _satisfied, privacy=ANSWERS),
    ],
}  # fmt: skip

DEFINITIONS: dict[str, Definition] = {
    definition.code: definition for group in GROUPS.values() for definition in group
}


def figures_of(facts: Facts, *codes: str) -> dict[str, Figure]:
    """The named figures of a place and year, all where none is named; in the order of the book."""
    wanted = codes or tuple(DEFINITIONS)
    return {code: DEFINITIONS[code].of(facts) for code in wanted}
