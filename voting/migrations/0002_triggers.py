from django.db import migrations

from mws.core.append_only import AppendOnlyTrigger
from voting.council.triggers import minutes_text_triggers, open_vote_triggers
from voting.partitions import PartitionByPoll
from voting.triggers import (
    amendment_triggers,
    ballot_box_triggers,
    insert_only_while,
    paper_triggers,
    poll_triggers,
    roll_triggers,
)

POLL_OF_RESULT = "(SELECT poll_id FROM voting_pollitem WHERE id = NEW.item_id)"
POLL_OF_PAPER = "(SELECT poll_id FROM voting_paperbatch WHERE id = {row}.batch_id)"
POLL_OF_EVENT = "(SELECT poll_id FROM voting_countrun WHERE id = NEW.run_id)"

APPEND_ONLY = (
    "minutes", "minutessignature", "minutesapproval", "minutesannex", "minutesredaction",
    "sealedballot", "pollitem", "pollresult", "turnoutcount", "pollpackage", "countrun",
    "countevent",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]
    operations = [
        PartitionByPoll("voting_rollentry"),
        PartitionByPoll("voting_ballotslot"),
        *(AppendOnlyTrigger(f"voting_{table}") for table in APPEND_ONLY),
        open_vote_triggers(),
        minutes_text_triggers(),
        ballot_box_triggers(),
        roll_triggers(),
        poll_triggers(),
        insert_only_while("voting_pollitem", "draft"),
        insert_only_while("voting_sealedballot", "closing", "reconciling", before_root=True),
        insert_only_while("voting_pollresult", "closing", "reconciling", poll_id=POLL_OF_RESULT),
        insert_only_while("voting_countrun", "closing", "reconciling"),
        insert_only_while("voting_countevent", "closing", "reconciling", poll_id=POLL_OF_EVENT),
        paper_triggers("voting_paperbatch", poll_id="{row}.poll_id"),
        paper_triggers("voting_keyedpaper", poll_id=POLL_OF_PAPER),
        amendment_triggers(),
    ]
