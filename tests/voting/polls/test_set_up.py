import stat
from functools import partial

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction

from mws.audit.models import AuditEvent
from mws.core.canonical import sha256_hex
from mws.core.refusals import Refused
from mws.rounds.models import PollRole
from proposals.models import Proposal
from proposals.services import cases, screening
from proposals.services.undoing import undo_decision
from tests.proposals.cases import code_of
from tests.voting.polls.stage import COSTS, HOUR, PollStage, PollTestCase, make_shortlisted
from voting.models import Poll, PollItem, PollState, RollEntry
from voting.polls import keys, rules, services
from voting.polls.services.setup import items_digest


class CreatePollTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()

    def test_it_takes_money_and_choices_from_fund_and_rules(self):
        poll = self.stage.created()
        self.assertEqual(
            (100_000_000, 3, PollState.DRAFT), (poll.budget_fen, poll.choices_max, poll.state)
        )

    def test_refusals(self):
        cast, now = self.stage.cast, self.stage.now
        none = cast.round(batch=2, poll_role=PollRole.NONE, now=now)
        advisory = self.stage.round
        for round, by, opens, closes, money, code in [
            (advisory, cast.secretary, now, now + HOUR, 1, None),
            (advisory, cast.officer, now, now + HOUR, 1, None),
            (advisory, cast.lin, now, now + HOUR, 1, "not_poll_office"),
            (advisory, cast.clerk, now, now + HOUR, 1, "not_poll_office"),
            (none, cast.secretary, now, now + HOUR, 1, "no_poll_in_round"),
            (advisory, cast.secretary, now, now, 1, "closes_before_opening"),
            (advisory, cast.secretary, now - 2 * HOUR, now - HOUR, 1, "closes_in_the_past"),
            (advisory, cast.secretary, now, now + HOUR, 0, "no_money"),
        ]:
            with self.subTest(by=by, code=code):
                refusal = rules.why_not_create_poll(
                    round, opens_at=opens, closes_at=closes, available_fen=money, by=by, now=now
                )
                self.assertEqual(code, refusal and refusal.code)

    def test_a_round_has_one_vote(self):
        self.stage.created()
        with self.assertRaises(Refused) as refused:
            self.stage.created()
        self.assertEqual("poll_exists", refused.exception.code)


class FreezePollTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.frozen()

    def test_items_roll_and_digests_are_fixed(self):
        items = list(self.poll.items.all())
        self.assertEqual(["1", "2", "3", "4"], [item.code for item in items])
        self.assertEqual(list(COSTS), [item.cost_fen for item in items])
        roll = RollEntry.objects.filter(poll=self.poll)
        self.assertEqual({"lin", "wang"}, set(roll.values_list("resident__username", flat=True)))
        self.assertEqual(2, self.poll.roll_size)
        self.assertEqual(items_digest(self.poll, items), self.poll.items_sha256)

    def test_the_seed_of_lots_is_committed_to_but_not_told(self):
        seed = keys.tie_seed_of(keys.read_key(self.poll.pk))
        self.assertEqual((sha256_hex(seed), ""), (self.poll.tie_seed_sha256, self.poll.tie_seed))

    def test_the_key_is_a_file_for_the_server_alone(self):
        file = settings.MWS_PRIVATE_ROOT / "poll-keys" / f"{self.poll.pk}.key"
        self.assertEqual(0o600, stat.S_IMODE(file.stat().st_mode))
        self.assertEqual(32, len(file.read_bytes()))

    def test_the_public_event_holds_the_digests(self):
        facts = AuditEvent.objects.get(action="poll.frozen").facts
        self.assertEqual(self.poll.items_sha256, facts["items_sha256"])
        self.assertEqual(self.poll.tie_seed_sha256, facts["tie_seed_sha256"])

    def test_a_later_price_change_of_the_proposal_leaves_the_ballot_alone(self):
        Proposal.objects.filter(pk=self.stage.proposals[0].pk).update(requested_fen=1)
        self.assertEqual(30_000_000, self.poll.items.get(code="1").cost_fen)

    def test_refusals(self):
        secretary, now = self.stage.cast.secretary, self.stage.now
        draft = Poll(round=self.stage.round, opens_at=now, closes_at=now + HOUR)
        late = Poll(round=self.stage.round, opens_at=now - HOUR, closes_at=now)
        for poll, by, costs, residents, money, code in [
            (draft, secretary, [1], 1, 1, None),
            (draft, self.stage.cast.wang, [1], 1, 1, "not_poll_office"),
            (self.poll, secretary, [1], 1, 1, "frozen_already"),
            (draft, secretary, [], 1, 1, "nothing_shortlisted"),
            (draft, secretary, [1, 0], 1, 1, "cost_missing"),
            (draft, secretary, [1], 0, 1, "roll_empty"),
            (draft, secretary, [1], 1, 0, "no_money"),
            (late, secretary, [1], 1, 1, "closes_in_the_past"),
        ]:
            with self.subTest(code=code):
                refusal = rules.why_not_freeze_poll(
                    poll, costs_fen=costs, residents=residents, available_fen=money, by=by, now=now
                )
                self.assertEqual(code, refusal and refusal.code)


class OpenPollTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()

    def test_it_opens_at_the_published_time(self):
        poll = self.stage.frozen()
        with self.assertRaises(Refused) as refused:
            services.open_poll(poll_id=poll.pk, by=None, now=poll.opens_at - HOUR / 60)
        self.assertEqual("too_early", refused.exception.code)
        self.assertEqual(1, services.run_due_polls(poll.opens_at))
        poll.refresh_from_db()
        self.assertEqual(PollState.OPEN, poll.state)

    def test_refusals(self):
        cast, now = self.stage.cast, self.stage.now
        for state, has_key, by, code in [
            ("frozen", True, None, None),
            ("frozen", True, cast.secretary, None),
            ("frozen", True, cast.lin, "not_poll_office"),
            ("frozen", False, None, "key_missing"),
            ("draft", True, None, "not_frozen"),
            ("open", True, None, "opened_already"),
            ("sealed", True, None, "opened_already"),
        ]:
            with self.subTest(state=state, code=code):
                poll = Poll(round=self.stage.round, opens_at=now, closes_at=now + HOUR, state=state)
                refusal = rules.why_not_open_poll(poll, has_key=has_key, by=by, now=now)
                self.assertEqual(code, refusal and refusal.code)


class FrozenListTests(PollTestCase):
    """What stands on the frozen list stays there, though the vote has not begun."""

    def test_it_is_neither_withdrawn_nor_taken_off_the_shortlist(self):
        stage = PollStage()
        cast = stage.cast
        round = cast.round(batch=2, poll_role=PollRole.ADVISORY, now=stage.now)
        acts = {
            "withdraw": lambda case: cases.withdraw_proposal(
                proposal_id=case.pk, by=cast.lin, now=stage.now),
            "undo": lambda case: undo_decision(
                proposal_id=case.pk, reason="点错了件", by=cast.secretary, now=stage.now),
        }  # fmt: skip
        for name, act in acts.items():
            for frozen, code in [(False, None), (True, "on_ballot")]:
                with self.subTest(act=name, frozen=frozen), transaction.atomic():
                    case = shortlisted(cast, round, at=stage.now)
                    if frozen:
                        poll = services.create_poll(
                            round_id=round.pk, opens_at=stage.now + HOUR,
                            closes_at=stage.now + 24 * HOUR, by=cast.secretary, now=stage.now,
                        )  # fmt: skip
                        services.freeze_poll(poll_id=poll.pk, by=cast.secretary, now=stage.now)
                    self.assertEqual(code, code_of(partial(act, case)))
                    transaction.set_rollback(True)


def shortlisted(cast, round, *, at):
    """A case that the secretary has shortlisted a moment ago."""
    case = make_shortlisted(round, cast.lin, 1, 10_000_000)
    Proposal.objects.filter(pk=case.pk).update(status="screened")
    return screening.shortlist_proposal(proposal_id=case.pk, by=cast.secretary, now=at)


class DatabaseRefusesTests(PollTestCase):
    """What was frozen stays as it was, whoever writes: raw SQL included."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.frozen()

    def refuses(self, **change):
        with self.assertRaises(DatabaseError), transaction.atomic():
            Poll.objects.filter(pk=self.poll.pk).update(**change)

    def test_terms_cannot_change_after_the_freeze(self):
        for change in (
            {"budget_fen": 1}, {"choices_max": 9}, {"rule": {"rule": "mine"}},
            {"items_sha256": "0" * 64}, {"tie_seed_sha256": "0" * 64}, {"roll_size": 9},
        ):  # fmt: skip
            with self.subTest(change):
                self.refuses(**change)

    def test_a_poll_never_goes_back(self):
        self.refuses(state="draft", frozen_at=None)

    def test_items_are_neither_changed_nor_added(self):
        with self.assertRaises(DatabaseError), transaction.atomic():
            PollItem.objects.bulk_create(
                [PollItem(poll=self.poll, proposal=self.stage.proposals[0], code="9", number=9,
                          title="x", cost_fen=1)]
            )  # fmt: skip

    def test_constraints(self):
        for change in (
            {"state": "counted"}, {"closes_at": self.poll.opens_at}, {"state": "certified"},
            {"certified_at": self.stage.now}, {"sealed_at": self.stage.now},
        ):  # fmt: skip
            with self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic():
                Poll.objects.filter(pk=self.poll.pk).update(**change)

    def test_a_person_is_once_on_the_roll(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            RollEntry.objects.create(poll=self.poll, resident=self.stage.cast.lin)

    def test_a_mark_on_the_roll_names_its_channel(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            RollEntry.objects.filter(poll=self.poll).update(has_voted=True)
