from tests.database import FreshDatabaseTestCase
from tests.voting.polls.killing import roots_after_kills
from tests.voting.polls.stage import PollStage, own_keys
from voting.polls import services

POINTS = 4  # python -m tests.load.seal_assurance takes a hundred


class KilledSealTests(FreshDatabaseTestCase):
    def test_the_root_is_the_same_wherever_the_seal_was_cut(self):
        self.enterContext(own_keys())
        stage = PollStage()
        voters = stage.more_residents(12)
        poll = stage.opened()
        for number, voter in enumerate(voters):
            choices = [str(1 + number % 4)]
            services.cast_ballot(poll_id=poll.pk, choices=choices, by=voter)
        stage.over(poll)
        root, faults = roots_after_kills(poll, POINTS)
        self.assertEqual((64, []), (len(root), faults))
