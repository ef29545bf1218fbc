"""An id in an address opens nothing by itself: every look-up by key has a rule behind it."""

import ast

from django.test import SimpleTestCase

from tests.architecture.source import functions_of, is_kind, place, python_files

# What holds a place, so that a key of another place must not open it.
TENANTS = {"Proposal", "Project", "Claim", "Meeting", "Attendance", "AgendaItem", "Motion", "Poll",
           "Round", "Membership", "Residency", "AllocationOrder", "Attachment", "PublicNotice",
           "User", "RuleSet"}  # fmt: skip
# Bare look-ups, and the rule that answers for them; the matrix asks each of these addresses.
ANSWERED = {
    "mws/oversight/views/rows.py trace": "public files only",
    "mws/files/views.py download": "why_not_see",
    "mws/pages/settings_desk/views_people.py person": "a granter finds any person; hats are public",
    "mws/pages/settings_desk/views_people.py grant": "why_not_grant asks for the place",
    "mws/pages/settings_desk/views_rounds.py round_new": "the round that was just created",
    "proposals/views/project_claims.py _decided": "the service asks why_not_*_claim",
    "proposals/views/project_claims.py claim_confirm": "the service asks why_not_handle_payments",
    "voting/council/views.py meeting_call": "why_not_run",
    "voting/council/views.py meeting_open": "why_not_run",
    "voting/council/views.py meeting_close": "why_not_run",
    "voting/council/views.py motion_other": "the service asks why_not_move_motion",
    "voting/council/views.py package_move": "the service asks why_not_move_motion",
    "voting/council/views_minutes.py minutes_sign": "why_not_sign_minutes",
    "voting/council/views_minutes.py minutes_approve": "why_not_approve_minutes",
    "voting/council/views_minutes.py minutes_redact": "why_not_redact_minutes",
    "voting/council/views_papers.py _round": "public; who sends is asked by why_not_send",
    "voting/council/views_room.py meeting_postpone": "why_not_postpone",
    "voting/council/views_room.py guest_note": "why_not_prepare",
    "voting/council/views_room.py counters_name": "why_not_name_counters",
    "voting/council/views_room.py substitute_seat": "why_not_seat_substitute",
    "voting/council/views_room.py speech_ask": "why_not_ask_to_speak",
    "voting/council/views_room.py speech_note": "why_not_ask_to_speak",
    "voting/council/views.py _mark": "why_not_run",
    "voting/council/views.py recusal_record": "why_not_recuse",
    "voting/council/views.py vote_key": "why_not_vote",
    "voting/polls/views/desk.py create": "may_manage",
    "voting/polls/views/desk.py _poll": "may_manage",
    "proposals/views/attachments.py proposal_detach": "the author's own case, and a file of it",
    "proposals/views/writing.py own_case": "the author alone, checked in the same function",
    "proposals/views/notices.py _posted_case": "posted notices are public",
}


class LookupTests(SimpleTestCase):
    def test_bare_look_ups_by_key_are_known_and_answered_for(self):
        found = {
            f"{place(file).split(':')[0]} {function.name}"
            for file in python_files()
            if is_kind(file, "views")
            for function in functions_of(file)
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and is_bare(call)
        }
        self.assertEqual(set(ANSWERED), found)


def is_bare(call: ast.Call) -> bool:
    """`get_object_or_404(Model…, pk=)` or `Model.objects….get(pk=)`, not narrowed by visible_to,
    filter or a queryset of the view's own."""
    words = ast.unparse(call.func)
    if words == "get_object_or_404" and call.args:
        start = ast.unparse(call.args[0])
    elif words.endswith(".get") and ".objects" in words and call.keywords:
        start = words
    else:
        return False
    return start.split(".")[0].removeprefix("with_case(") in TENANTS and not any(
        narrowing in start for narrowing in ("visible_to", ".filter(")
    )
