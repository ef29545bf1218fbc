"""What each kind of message says: ``WORDS[code]``; a MessageTemplate row overrides it.

``{names}`` are filled from the context given to ``queue``: a text as it is, a lazy translation in
the reader's language, a day written out, an int as a number, and one named ``…_fen`` in yuan.
Every room adds its codes here, and a new name to ``placeholders``. Every message waits in the
inbox; what is urgent also goes out by SMS and e-mail, unless the person chose otherwise. What
guards the account or the ballot always goes out. An SMS carries the body alone, so a body says by
itself what it is about.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    """A subject, a body, and how hard it should try to reach the person away from the site."""

    subject: str | Promise
    body: str | Promise
    is_urgent: bool = False
    is_security: bool = False  # goes out whatever the person chose


WORDS: dict[str, Words] = {
    "residency_verified": Words(
        _("Your residency is verified"),
        _("{place} has verified that you live there. You can now propose and vote."),
        is_urgent=True,
    ),
    "residency_refused": Words(
        _("Your residency could not be verified"),
        _("{place} could not verify that you live there: {reason}"),
        is_urgent=True,
    ),
    "proof_lapsed": Words(
        _("The proof you uploaded was deleted"),
        _(
            "Nobody has decided about your home in {place} in time, so your proof was deleted. "
            "Bring it to the counter, or withdraw your claim and make it anew."
        ),
        is_urgent=True,
    ),
    "deadline_near": Words(
        _("A time limit ends"),
        _("{step} at {place} is due on {due_on}, and it is with you. Your desk leads to it."),
    ),
    "deadline_passed": Words(
        _("A time limit has passed"),
        _("{step} at {place} was due on {due_on}. It lies with {holder}, who answers to you."),
    ),
    "membership_granted": Words(
        _("You hold a new role"), _("You are now {role} of {place}, from {starts_on}.")
    ),
    "membership_ending": Words(
        _("A role of yours ends soon"),
        _(
            "Your role {role} of {place} ends by itself after {ends_on}. If it is to go on, ask "
            "who gave it to you."
        ),
    ),
    "membership_ended": Words(
        _("A role of yours ends"), _("Your role {role} of {place} ends on {ends_on}.")
    ),
    "ballot_cast": Words(
        _("A ballot was cast in your name"),
        _(
            "In the residents' vote of {place} a ballot was cast in your name. If it was not you, "
            "tell the community office at once."
        ),
        is_security=True,
    ),
    "poll_amended": Words(
        _("The list of the residents' vote was amended"),
        _(
            "The list of the residents' vote in {place} was amended after you voted. Your ballot "
            "stands; see what changed, and cast anew if you wish."
        ),
        is_urgent=True,
    ),
    "poll_closes_soon": Words(
        _("The residents' vote closes soon"),
        _(
            "The residents' vote in {place} closes on {ends_on}. You have not cast a ballot yet; "
            "what you chose and did not cast does not count."
        ),
    ),
    "factor_added": Words(
        _("Two-step verification was set up"),
        _(
            "A second step was set up for your account at {site}. If it was not you, ask the "
            "community office at once."
        ),
        is_security=True,
    ),
    "factor_removed": Words(
        _("A second step was removed"),
        _(
            "A second step of your account at {site} was removed. If it was not you, ask the "
            "community office at once."
        ),
        is_security=True,
    ),
    "proposal_submitted": Words(
        _("Your proposal is submitted"), _("“{title}” is submitted. Receipt number {receipt_no}.")
    ),
    "proposal_withdrawn": Words(_("Your proposal is withdrawn"), _("“{title}” is withdrawn.")),
    "proposal_admitted": Words(
        _("Your proposal is admitted"),
        _("“{title}” is admitted. The community secretary screens it next."),
    ),
    "proposal_returned": Words(
        _("Your proposal needs completing"),
        _("“{title}” came back to you. Please complete: {reason}"),
        is_urgent=True,
    ),
    "proposal_not_admitted": Words(
        _("Your proposal is not admitted"),
        _("“{title}” is not admitted ({clause}): {reason}"),
        is_urgent=True,
    ),
    "decision_undone": Words(
        _("A decision on your proposal was taken back"),
        _("For “{title}” the decision “{decision}” was taken back on its day: {reason}"),
        is_urgent=True,
    ),
    "proposal_merged": Words(
        _("Your proposal goes on together with another one"),
        _("“{title}” is merged into “{into}”, and you are named there as a proposer: {reason}"),
        is_urgent=True,
    ),
    "proposal_joined": Words(
        _("Another proposal joins yours"),
        _("“{joined}” is merged into your proposal “{title}”; its proposer is named there too."),
    ),
    "proposal_estimated": Words(
        _("The estimate of your proposal changed"),
        _("“{title}”: from {before_fen} to {after_fen}, because {reason}"),
    ),
    "appeal_filed": Words(
        _("Your appeal is filed"),
        _("The sub-district decides on “{title}” by {due_on}; it will be somebody else."),
    ),
    "appeal_upheld": Words(
        _("Your appeal is upheld"),
        _("“{title}” goes back to the community office: {answer}"),
        is_urgent=True,
    ),
    "appeal_dismissed": Words(
        _("Your appeal is dismissed"),
        _("The refusal of “{title}” stands: {answer}"),
        is_urgent=True,
    ),
    "desk_asked": Words(
        _("A file asks for your answer"),
        _("{desk} is asked about “{title}” and answers by {due_on}. Your desk leads to it."),
    ),
    "desk_answered": Words(_("A desk has answered"), _("{desk} has answered about “{title}”.")),
    "proposal_screened": Words(
        _("Your proposal passed the screening"),
        _("“{title}” passed the screening of the community office."),
    ),
    "proposal_shortlisted": Words(
        _("Your proposal is shortlisted"), _("“{title}” is shortlisted for the vote.")
    ),
    "proposal_on_agenda": Words(
        _("Your proposal is on the council's agenda"),
        _("The residents' council will debate “{title}” at its next meeting."),
    ),
    "proposal_off_agenda": Words(
        _("Your proposal is off the council's agenda"),
        _("“{title}” was not decided at this meeting; a later one may take it up."),
    ),
    "proposal_deferred": Words(
        _("The council deferred your proposal"), _("The council deferred “{title}”: {reason}")
    ),
    "proposal_rejected": Words(
        _("The council did not pass your proposal"),
        _("The council did not pass “{title}”: {reason}"),
        is_urgent=True,
    ),
    "proposal_selected": Words(
        _("The council passed your proposal"),
        _("The council passed “{title}” for {amount_fen}."),
        is_urgent=True,
    ),
    "proposal_waitlisted": Words(
        _("Your proposal is on the waitlist"),
        _("The money does not reach as far as “{title}”; it is number {rank} on the waitlist."),
    ),
    "proposal_on_notice": Words(
        _("Your proposal is on public notice"), _("“{title}” is posted ({number}) until {ends_on}.")
    ),
    "objection_filed": Words(
        _("An objection was filed"),
        _("A resident objected to “{title}”. The community answers in writing."),
    ),
    "objection_answered": Words(
        _("An objection was answered"),
        _("The objection to “{title}” was answered: {answer}"),
        is_urgent=True,
    ),
    "proposal_in_review": Words(
        _("Your proposal is with the sub-district"),
        _("The notice of “{title}” is over. The sub-district reviews it next."),
    ),
    "proposal_approved": Words(
        _("Your proposal is approved"),
        _("The sub-district approved “{title}” for {amount_fen} ({document_no})."),
        is_urgent=True,
    ),
    "proposal_refused": Words(
        _("The sub-district refused your proposal"),
        _("The sub-district refused “{title}” ({clause}): {reason}"),
        is_urgent=True,
    ),
    "proposal_sent_back": Words(
        _("The sub-district sent your proposal back"),
        _("The sub-district sent “{title}” back to the community ({clause}): {reason}"),
    ),
    "project_contracted": Words(
        _("The contract is signed"),
        _("“{title}”: {supplier} carries it out for {amount} yuan."),
    ),
    "project_started": Words(_("The works have begun"), _("“{title}”: the works have begun.")),
    "project_completed": Words(
        _("The works are completed"),
        _("“{title}” is completed. You will be asked to the acceptance."),
        is_urgent=True,
    ),
    "project_sent_back": Words(
        _("Works to be put right"), _("The acceptance of “{title}” found things to put right.")
    ),
    "project_accepted": Words(
        _("The works are accepted"),
        _("“{title}” is accepted. Say on its page what you think of it."),
    ),
    "project_failed": Words(
        _("The works failed the acceptance"),
        _("“{title}” failed the acceptance for good: {reason}"),
        is_urgent=True,
    ),
    "project_paused": Words(
        _("Your project stands still"), _("“{title}” stands still for now: {reason}")
    ),
    "project_resumed": Words(_("Your project goes on"), _("“{title}”: the works go on.")),
    "survey_open": Words(
        _("How satisfied are you?"),
        _(
            "“{title}” is finished. Five questions, one minute, until {ends_on}: what do you think "
            "of it?"
        ),
    ),
    "warranty_ends": Words(
        _("A warranty ends"),
        _("“{title}”: the warranty ends on {ends_on}. Look for defects before then."),
        is_urgent=True,
    ),
    "project_settled": Words(
        _("Your project is settled"), _("“{title}” is settled at {amount_fen}.")
    ),
    "project_evaluated": Words(
        _("The survey about your project is over"),
        _("The survey about “{title}” is over. The project is closed next."),
    ),
    "project_closed": Words(
        _("Your project is closed"), _("“{title}” is finished, settled and paid: {amount} yuan.")
    ),
    "project_terminated": Words(
        _("Your project was terminated"), _("“{title}” was terminated: {reason}"), is_urgent=True
    ),
    "change_asked": Words(
        _("Another plan is asked for"),
        _("“{title}” is to have a contract of {amount} yuan: {reason}"),
    ),
    "change_refused": Words(
        _("The plan stays as it was"), _("“{title}”, change refused: {reason}")
    ),
    "change_approved": Words(
        _("The plan of a project was changed"),
        _("“{title}” now has a contract of {amount} yuan: {reason}"),
    ),
    "claim_paid": Words(
        _("A claim is paid"),
        _("“{title}”: {amount} yuan are paid."),
    ),
    "claim_refused": Words(_("A claim was refused"), _("“{title}”, claim refused: {reason}")),
    "followed_case": Words(
        _("A proposal you follow has moved on"), _("“{title}” is now: {status}.")
    ),
    "co_proposer_invited": Words(
        _("A neighbour asks you to sign a proposal"),
        _("{name} asks you to sign “{title}” together. Say yes or no on its page."),
        is_urgent=True,
    ),
    "invitation_accepted": Words(
        _("A neighbour signs with you"), _("{name} now signs “{title}” together with you.")
    ),
    "invitation_declined": Words(
        _("A neighbour does not sign"), _("{name} does not want to sign “{title}”.")
    ),
    "question_asked": Words(
        _("A question about your proposal"),
        _("A resident asked the office something about “{title}”. The answer stands on its page."),
    ),
    "question_answered": Words(
        _("Your question is answered"), _("The office answered about “{title}”: {answer}")
    ),
    "words_hidden": Words(
        _("What you wrote is hidden"), _("What you wrote under “{title}” is hidden: {reason}")
    ),
    "report_upheld": Words(
        _("Your report was right"), _("What you reported under “{title}” is hidden now.")
    ),
    "report_declined": Words(
        _("Your report was looked at"),
        _("What you reported under “{title}” stays: it breaks no rule."),
    ),
    "report_drafted": Words(
        _("A report waits for your words"),
        _("The report of {place} on {year} is drafted from the facts. Complete and publish it."),
    ),
    "meeting_called": Words(
        _("Council meeting"),
        _("{place}: the council meets on {day} at {time}, {location}. The agenda is on the site."),
        is_urgent=True,
    ),
    "meeting_postponed": Words(
        _("Council meeting postponed"),
        _("{place}: the council's meeting is postponed. It meets on {day} at {time}, {location}."),
        is_urgent=True,
    ),
}

# Sent at once and kept nowhere: no row, no audit event, no log in production.
SIGN_IN_CODE = Words(
    _("Your code"),
    _("{code} is your code for {site}. It is valid for a few minutes. Never pass it on."),
)
NUMBER_HAS_ACCOUNT = Words(
    _("You already have an account"),
    _("Somebody tried to register this number at {site}, where it already has an account. "
      "To sign in, ask for a code there. If it was not you, there is nothing to do."),
)  # fmt: skip
