"""The two votes: the council's by name, the residents' in secret."""

from tests.matrix.table import deed, form, page

# Nobody can in the state in which the demonstration leaves it; all the less those who never may.
BARRED = ""
RUNS = "chair recorder"
POLL_OFFICES = "secretary officer leader"

COUNCIL = [
    *page("voting:council", "changyuan"),
    *form("voting:meeting_call", "round", may=BARRED, opens=RUNS, as_who="recorder"),
    *page("voting:meeting", "sitting"),
    *page("voting:meeting_live", "sitting"),
    *page("voting:screen", "sitting"),
    *page("voting:screen_live", "sitting"),
    *page("voting:minutes", "closed_meeting"),
    *deed("voting:meeting_open", "called", may=BARRED),
    *deed("voting:meeting_close", "sitting", may=BARRED, data={"reason": "散会"}),
    *deed("voting:minutes_sign", "closed_meeting", may=BARRED),
    *deed("voting:member_arrive", "seat", may=RUNS),
    *deed("voting:member_leave", "seat", may=BARRED),
    *deed("voting:member_absent", "seat", may=RUNS, data={"reason": "请假"}),
    *deed("voting:motion_move", "item", may=BARRED, data={"amount_fen": "1000"}),
    *deed("voting:recusal_record", "item", may=RUNS, data={"ground": "proposer",
          "on_behalf_of": "@seated"}),
    *deed("voting:recusal_own", "item", may="member chair", data={"ground": "proposer"}),
    *deed("voting:item_defer", "item", may=RUNS, data={"reason": "资料不全"}),
    *deed("voting:item_waitlist", "item", may=BARRED, data={"reason": "资金不足"}),
    *deed("voting:vote_cast", "motion", may="member", data={"value": "yes"}),
    *deed("voting:vote_key", "motion", may=RUNS, at="voting:meeting sitting",
          as_who="recorder"),
    *deed("voting:motion_declare", "motion", may=BARRED, data={"reason": "表决完毕"}),
    *deed("voting:motion_withdraw", "motion", may=BARRED, data={"reason": "撤回"}),
]  # fmt: skip
POLLS = [
    *page("voting:polls"),
    *page("voting:poll", "open_poll"),
    *page("voting:paper", "open_poll"),
    *page("voting:results", "certified_poll"),
    *deed("voting:find_receipt", "certified_poll", data={"receipt": "0000"}),
    *deed("voting:ballot", "open_poll", data={"step": "keep"}),
    *page("voting:review", "open_poll", may=""),
    *deed("voting:cast", "open_poll", may="author member chair", data={"choice": "@choice"}),
    *page("voting:done", "open_poll", may=""),
    *form("voting:withdraw", "open_poll", may=""),
    *page("voting:poll_desk", may="staff"),
    *form("voting:poll_create", "round", may="secretary officer", sees=POLL_OFFICES,
          as_who="secretary"),
    *page("voting:poll_manage", "open_poll", may=POLL_OFFICES, sees=POLL_OFFICES),
    *deed("voting:poll_freeze", "open_poll", may=BARRED, sees=POLL_OFFICES),
    *deed("voting:poll_open", "open_poll", may=BARRED, sees=POLL_OFFICES),
    *deed("voting:poll_close", "open_poll", may=BARRED, sees=POLL_OFFICES),
    *deed("voting:poll_propose", "open_poll", may=BARRED, sees=POLL_OFFICES),
    *deed("voting:poll_certify", "open_poll", may=BARRED, sees=POLL_OFFICES),
]  # fmt: skip
