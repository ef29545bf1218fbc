"""Ten communities of Taoyuan sub-district, one at every stage; the others have an open call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mws.accounts.permissions import Role
from mws.demo.seeding.base import Office, Stage
from mws.demo.seeding.current.delivery import Delivery
from mws.demo.seeding.current.life import BASE_ALLOCATION_FEN, MEETING_DAY, Life
from mws.demo.seeding.current.office import play_office
from mws.demo.seeding.progress import Progress
from mws.rounds.models import PollRole, RuleSet
from proposals.models import Proposal
from proposals.services import notices, screening
from voting.council import services as council
from voting.models import Poll
from voting.polls import services as polls


def seed_current_year(stage: Stage, rule_set: RuleSet, now: datetime, progress: Progress) -> None:
    """Play every community to where it stands today; older stages first, so that what ``tick``
    would have done in between happens in order. In the other communities the call is open and
    the money is still to come."""
    waiting = {office.place.pk: office for office in stage.offices}
    for office, script in _casting(stage):
        del waiting[office.place.pk]
        life = Life(
            office, rule_set, day=script.day, now=now, poll_role=script.poll_role,
            allocation_fen=script.allocation_fen,
        )  # fmt: skip
        script.play(life, stage)
        progress.say(f"{office.place.name}: {script.play.__doc__}")
    for office in waiting.values():
        Life(office, rule_set, day=20 + office.place.pk % 30, now=now, allocation_fen=0)


def _casting(stage: Stage) -> list[tuple[Office, Script]]:
    """Every script in Taoyuan; the finished and the running ones in the other sub-districts too."""
    cast = [(stage.office(script.community), script) for script in SCRIPTS]
    by_street: dict[int, list[Office]] = {}
    for office in stage.offices:
        by_street.setdefault(office.place.parent_id, []).append(office)
    for offices in by_street.values():
        if offices[0].place.parent.name != "桃源街道":
            cast += zip(offices, ELSEWHERE, strict=False)
    return sorted(cast, key=lambda pair: -pair[1].day)


def _decided(life: Life, count: int, *, rejected: int = 0) -> list[Proposal]:
    """Shortlisted, debated and passed, with notices over, and sent to the sub-district."""
    proposals = [life.shortlist(number, 20 + 3 * number) for number in range(count)]
    life.hold_meeting(proposals, rejected=rejected)
    passed = life.passed()
    life.post_notices(passed)
    life.end_notices()
    life.send_batch(passed)
    return passed


def _approved(life: Life, count: int) -> list:
    return [life.approve(proposal) for proposal in _decided(life, count, rejected=1)]


def closed(life: Life, stage: Stage) -> None:
    """works finished, paid, rated and closed"""
    for number, project in enumerate(_approved(life, 5)):
        work = Delivery(life, project, stage.suppliers, number)
        work.contract()
        work.report(3)
        work.pay("advance", 152)
        work.complete()
        work.inspect()
        work.rate(18 - number)
        work.settle()
        work.pay("settlement", 230)
        if number < 3:
            work.close()


def in_acceptance(life: Life, stage: Stage) -> None:
    """works completed, acceptance under way"""
    for number, project in enumerate(_approved(life, 4)):
        work = Delivery(life, project, stage.suppliers, number + 3)
        work.contract()
        work.report(3)
        work.complete()
        if number == 1:
            work.inspect("rectify")
        if number == 2:
            work.inspect()
            work.rate(4)


def in_works(life: Life, stage: Stage) -> None:
    """works in progress, first payments"""
    projects, handed_over = _approved(life, 4), False
    for number, project in enumerate(projects):
        work = Delivery(life, project, stage.suppliers, number + 2)
        work.contract()
        work.report(1 + number % 2)
        if number == 0:
            work.pay("advance", 156)
        if number == 1:
            work.pay("progress", 158, until="reviewed")
        if number >= 2:  # of the last two one waits for the bank, the other for the council
            if not handed_over and work.pay("progress", 157, until="approved"):
                work.hand_over()
                handed_over = True
            else:
                work.change_plan()


def in_approval(life: Life, stage: Stage) -> None:
    """before the sub-district"""
    waiting = _decided(life, 5, rejected=1)
    life.review(waiting[0])
    life.approve(waiting[1])


def on_notice(life: Life, stage: Stage) -> None:
    """decisions posted, one objection"""
    proposals = [life.shortlist(number, 20 + 3 * number) for number in range(4)]
    life.hold_meeting(proposals, rejected=1)
    passed = life.passed()
    life.post_notices(passed, day=life.today - 3)
    first = type(passed[0]).objects.get(pk=passed[0].pk)
    notices.file_case_objection(
        proposal_id=first.pk, text="施工会挡住我们这栋的消防通道，请先说清楚怎么绕行。",
        by=life.office.residents[-1], now=life.at(life.today - 1),
    )  # fmt: skip


def council_sitting(life: Life, stage: Stage) -> None:
    """the council is sitting right now"""
    proposals = [life.shortlist(number, 20 + 3 * number) for number in range(4)]
    start = life.now - timedelta(minutes=25)
    meeting = life.call_meeting(proposals, start)
    present = life.open_meeting(meeting, start)
    life.decide(meeting, 0, present, life.now - timedelta(minutes=12))
    item = meeting.agenda.all()[1]
    motion = council.move_motion(
        item_id=item.pk, amount_fen=item.proposal.requested_fen,
        by=life.office[Role.COUNCIL_SECRETARY], now=life.now - timedelta(minutes=3),
    )  # fmt: skip
    for member in present[:5]:
        council.cast_vote(motion_id=motion.pk, value="yes", by=member, now=life.now)


def poll_certified(life: Life, stage: Stage) -> None:
    """the residents' vote is certified, the council is called"""
    proposals = [life.shortlist(number, 20 + 3 * number) for number in range(7)]
    poll = _open_poll(life, day=81)
    _cast(life, poll, voters=22)
    leader, officer = life.office[Role.SUBDISTRICT_LEADER], life.office[Role.SUBDISTRICT_OFFICER]
    polls.move_poll(poll_id=poll.pk, by_time=timedelta(days=-14), by=leader)
    polls.close_poll(poll_id=poll.pk, by=None)
    polls.forget_ballots(poll_id=poll.pk)
    polls.propose_certification(poll_id=poll.pk, by=officer)
    polls.certify_poll(poll_id=poll.pk, by=leader)
    life.call_meeting(proposals, life.now + timedelta(days=4))


def poll_open(life: Life, stage: Stage) -> None:
    """the residents' vote is open"""
    for number in range(9):
        life.shortlist(number, 20 + 3 * number)
    poll = _open_poll(life, day=81)
    _cast(life, poll, voters=35)


def _open_poll(life: Life, *, day: float) -> Poll:
    """A vote that opened on that day and closes in seven days from now."""
    secretary = life.office[Role.COMMUNITY_SECRETARY]
    poll = polls.create_poll(
        round_id=life.round.pk, opens_at=life.at(day), closes_at=life.now + timedelta(days=7),
        by=secretary, now=life.at(day - 1),
    )  # fmt: skip
    polls.freeze_poll(poll_id=poll.pk, by=secretary, now=life.at(day - 0.5))
    return polls.open_poll(poll_id=poll.pk, by=secretary, now=life.at(day))


def _cast(life: Life, poll: Poll, *, voters: int) -> None:
    codes = [item.code for item in poll.items.all()]
    for resident in life.office.residents[:voters]:
        # The early ones are liked more; nobody votes twice for the same.
        weights = [len(codes) - index // 2 for index in range(len(codes))]
        choices = set(life.random.choices(codes, weights=weights, k=3))
        polls.cast_ballot(poll_id=poll.pk, choices=sorted(choices), by=resident)


def in_screening(life: Life, stage: Stage) -> None:
    """screening under way"""
    for number in range(3):
        life.shortlist(number, 20 + 3 * number)
    for number in range(3, 5):
        life.screen(number, 40)
    for number in range(5, 8):
        life.admit(number, 58)
    play_office(life)


def call_open(life: Life, stage: Stage) -> None:
    """the call is open"""
    for number in range(2):
        life.screen(number, 5)
    for number in range(2, 5):
        life.admit(number, 18)
    returned = life.submit(5, 20)
    screening.return_proposal(
        proposal_id=returned.pk, defects={"evidence": "补一张现场照片", "costs": "写明灯具的规格"},
        by=life.office[Role.INTAKE_CLERK], now=life.at(22),
    )  # fmt: skip
    for number in range(6, 9):
        life.submit(number, life.today - 1)
    life.draft(9, life.today - 1)


SCARCE_FEN = 42_000_000  # less than what is on the ballot, so that choosing matters


@dataclass(frozen=True, slots=True)
class Script:
    """``day``: how far into its round the community stands."""

    community: str
    day: int
    play: Callable[[Life, Stage], None]
    poll_role: str = PollRole.NONE
    allocation_fen: int = BASE_ALLOCATION_FEN


SCRIPTS = (
    Script("龙联", 300, closed),
    Script("龙辉", 206, in_acceptance),
    Script("福光", 175, in_works),
    Script("峰景", 133, in_approval),
    Script("平山", 116, on_notice),
    Script("长源", MEETING_DAY, council_sitting),
    Script("桃源", 97, poll_certified, PollRole.ADVISORY, SCARCE_FEN),
    Script("珠光", 87, poll_open, PollRole.ADVISORY, SCARCE_FEN),
    Script("塘朗", 70, in_screening),
    Script("龙珠", 30, call_open, PollRole.ADVISORY),
)
ELSEWHERE = (Script("", 290, closed), Script("", 180, in_works))
