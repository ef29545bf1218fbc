"""V15 of the promises: after the count nobody cancels, changes, deletes, opens again or prices
anew, whoever asks and by which way; each attempt by a page stands in the log."""

from django.db import DatabaseError, transaction
from django.urls import reverse

from mws.accounts.permissions import Role
from mws.core.append_only import AppendOnlyError
from mws.core.refusals import Refused
from tests.cast import make_officer
from tests.voting.polls.stage import HOUR, PollStage, PollTestCase
from voting.models import (
    BallotSlot,
    CountRun,
    Poll,
    PollAmendment,
    PollItem,
    PollResult,
    RollEntry,
    SealedBallot,
)
from voting.polls import services

KEPT = (Poll, PollItem, RollEntry, BallotSlot, SealedBallot, PollResult, CountRun, PollAmendment)
ROLES = (
    "lin", "wang", "chen", "stranger", "clerk", "secretary", "chair", "officer", "leader",
    "finance", "district_officer", "auditor", "foreign_clerk", "administrator",
)  # fmt: skip
# Address, and what is sent. Signing the result is no attempt: that is what comes next.
POSTS = (
    ("cast", {"choice": ["2"]}),
    ("withdraw", {}),
    ("kiosk", {"step": "cast", "code": "AAAA-AAAA", "choice": ["2"]}),
    ("poll_freeze", {}),
    ("poll_open", {}),
    ("poll_close", {}),
    ("poll_rehearse", {}),
    ("poll_rehearsed", {}),
    ("amend", {"code": "1", "kind": "cost", "cost_fen": "1", "reason": "改价"}),
    ("amend", {"code": "1", "kind": "withdraw", "reason": "取消"}),
    ("counter", {"step": "paper", "resident": "@wang"}),
    ("counter", {"step": "code", "resident": "@wang"}),
    ("papers", {"expected": "1"}),
    ("papers_finish", {}),
)
PROMISED = 40


def rows() -> dict[str, list[tuple]]:
    """All that was counted, frozen and marked."""
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in KEPT}


class AfterTheCountTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cast = cls.stage.cast
        cast.administrator = make_officer(
            "administrator", "管理员", Role.SYSTEM_ADMINISTRATOR, cast.city
        )
        cls.poll = cls.stage.opened()
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1", "3"], by=cast.lin)
        cls.amendment = services.propose_amendment(
            poll_id=cls.poll.pk, code="1", kind="cost", cost_fen=5, reason="改价", by=cast.secretary
        )
        cls.stage.over(cls.poll)
        services.close_poll(poll_id=cls.poll.pk, by=None)
        services.forget_ballots(poll_id=cls.poll.pk)

    def certify(self):
        services.propose_certification(poll_id=self.poll.pk, by=self.stage.cast.secretary)
        services.certify_poll(poll_id=self.poll.pk, by=self.stage.cast.leader)

    def test_by_no_page_as_nobody(self):
        """In both states, by all roles and without an account; every attempt is one line."""
        attempts = self.by_pages(*ROLES, None)
        self.certify()
        attempts += self.by_pages("lin", "secretary", "leader", None)
        self.assertGreaterEqual(attempts, PROMISED)

    def by_pages(self, *roles):
        before, attempts = rows(), 0
        for role in roles:
            self.client.logout()
            if role:
                self.client.force_login(getattr(self.stage.cast, role))
            for name, data in POSTS:
                attempts += self.try_page(before, role, name, data, self.poll.pk)
            attempts += self.try_page(before, role, "amend_confirm", {}, self.amendment.pk)
        return attempts

    def try_page(self, before, role, name, data, pk):
        wang = str(self.stage.cast.wang.pk)
        data = {key: wang if value == "@wang" else value for key, value in data.items()}
        url = reverse(f"voting:{name}", args=[pk])
        with self.subTest(role=role, url=url), self.assertLogs("mws") as logs:
            status = self.client.post(url, data).status_code
            self.assertEqual(before, rows())
            logged = [getattr(record, "facts", {}) for record in logs.records]
            said = [(each.get("method"), each.get("path"), each.get("status")) for each in logged]
            self.assertIn(("POST", url, status), said)
        return 1

    def test_by_no_service(self):
        attempts = self.by_services()
        self.certify()
        attempts += self.by_services()
        self.assertGreaterEqual(attempts, PROMISED)

    def by_services(self):
        before, attempts = rows(), 0
        vote, wang = {"poll_id": self.poll.pk}, self.stage.cast.wang
        served = vote | {"resident_id": wang.pk}
        change = vote | {"code": "1", "kind": "cost", "cost_fen": 1, "reason": "改价"}
        for role in ROLES:
            by = getattr(self.stage.cast, role)
            for service, given in (
                (services.cast_ballot, vote | {"choices": ["2"]}),
                (services.withdraw_ballot, vote),
                (services.freeze_poll, vote),
                (services.open_poll, vote),
                (services.close_poll, vote),
                (services.finish_papers, vote),
                (services.start_rehearsal, vote),
                (services.end_rehearsal, vote),
                (services.move_poll, vote | {"by_time": HOUR}),
                (services.propose_amendment, change),
                (services.confirm_amendment, {"amendment_id": self.amendment.pk}),
                (services.hand_out_paper, served),
                (services.issue_code, served),
                (services.open_batch, vote | {"expected": 1}),
            ):
                with self.subTest(role=role, service=service.__name__):
                    with self.assertRaises(Refused):
                        service(**given, by=by)
                    self.assertEqual(before, rows())
                attempts += 1
        return attempts

    def test_nor_by_hand_in_the_database(self):
        before, attempts = rows(), 0
        polls, items = Poll.objects.filter(pk=self.poll.pk), PollItem.objects.filter(code="1")
        for write in (
            *(
                lambda state=state: polls.update(state=state)
                for state in ("draft", "frozen", "open", "closing", "reconciling")
            ),
            lambda: polls.update(closes_at=self.stage.now + HOUR),
            lambda: polls.update(opens_at=self.stage.now - 9 * HOUR),
            lambda: polls.update(ballot_count=9),
            lambda: polls.update(root_sha256="0" * 64),
            lambda: polls.update(tie_seed="1"),
            lambda: polls.update(budget_fen=1),
            lambda: polls.update(choices_max=1),
            lambda: polls.update(roll_size=9),
            polls.delete,
            lambda: items.update(cost_fen=1),
            lambda: items.update(title="别的"),
            items.delete,
            lambda: RollEntry.objects.update(has_voted=True, channel="online"),
            lambda: RollEntry.objects.all().delete(),
            lambda: SealedBallot.objects.all().update(choices='["2"]'),
            lambda: SealedBallot.objects.all().delete(),
            lambda: PollResult.objects.all().update(support=9),
            lambda: PollResult.objects.all().delete(),
            lambda: PollAmendment.objects.all().update(confirmed_at=self.stage.now),
            lambda: PollAmendment.objects.all().delete(),
        ):
            attempts += 1
            refusing = (DatabaseError, AppendOnlyError)
            with self.subTest(attempts), self.assertRaises(refusing), transaction.atomic():
                write()
            self.assertEqual(before, rows())
        self.assertGreaterEqual(attempts, PROMISED // 2)
