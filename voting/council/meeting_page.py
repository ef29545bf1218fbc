"""One meeting for one reader: the hall, and what this person may do in it or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django import forms as django_forms

from mws.accounts.models import User
from mws.core.refusals import Refusal
from voting.council import forms, forms_room, rules
from voting.council.figures import Figures, figures_of
from voting.council.hall import Hall, hall_of, next_item
from voting.council.selectors import chairs_of, minutes_to_approve
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    Meeting,
    MeetingState,
    MinutesText,
    MotionKind,
    MotionState,
    Speech,
)

_GIVEN = "…"  # asks a rule what it has against the deed apart from a missing reason


@dataclass
class MeetingPage:
    """``bound``: the form that was refused, by its key; it stands where the empty one would."""

    meeting: Meeting
    user: User
    now: datetime
    bound: dict[str, django_forms.Form]

    @cached_property
    def hall(self) -> Hall:
        return hall_of(self.meeting)

    @cached_property
    def leads(self) -> bool:
        return rules.why_not_run(self.meeting.place, by=self.user) is None

    @cached_property
    def own_row(self) -> Attendance | None:
        """The reader's place on the roll."""
        return next((row for row in self.hall.roll if row.member_id == self.user.pk), None)

    @property
    def own_vote(self) -> CouncilVote | None:
        return self.hall.figures.votes.get(self.user.pk) if self.hall.figures else None

    @property
    def is_recused(self) -> bool:
        return self.hall.figures is not None and self.user.pk in self.hall.figures.recused

    @cached_property
    def item(self) -> AgendaItem | None:
        """The project on which something is to be done now."""
        if not self.hall.is_in_session:
            return None
        return self.hall.item if self.hall.is_voting else next_item(self.hall.agenda)

    @cached_property
    def figures(self) -> Figures | None:
        """How the project to be handled stands, which may be the one after the last result."""
        if self.item is None:
            return None
        motion = self.hall.motion if self.hall.is_voting else None
        return figures_of(self.item, motion, self.hall.roll, self.hall.rules)

    @cached_property
    def forms(self) -> dict[str, django_forms.Form]:
        """Only those that can be used now; a refused one keeps what was typed."""
        return {**self._empty_forms(), **self.bound} if self._may_type else self.bound

    @property
    def _may_type(self) -> bool:
        return self.leads or self.own_row is not None

    def _empty_forms(self) -> dict[str, django_forms.Form]:
        state = self.meeting.state
        if state == MeetingState.CALLED:
            return {
                "open": forms.OpenForm(chairs=self.chairs),
                "guest": forms_room.GuestForm(),
                "postpone": forms_room.PostponeForm(auto_id="postpone_%s"),
            }
        if state == MeetingState.CLOSED:
            return {"sign": forms.SignForm(initial={"read": rules.stamp_of(self.text)})}
        empty: dict[str, django_forms.Form] = {
            "close": forms.ReasonForm(auto_id="close_%s", is_needed=self.undecided > 0)
        }
        if self.leads:
            empty |= {
                "guest": forms_room.GuestForm(),
                "counters": forms_room.CountersForm(roll=self.hall.roll),
                "package": forms.PackageForm(items=self.waiting),
                "speaker": forms_room.SpeakerForm(roll=self.hall.roll, auto_id="speaker_%s"),
            }
        if self.item is not None:
            empty |= forms.forms_of_item(self.item, self.hall.roll, needs_reason=self.needs_reason)
            empty["presenter"] = forms_room.PresenterForm(
                initial={"presenter": self.item.presenter}
            )
        return empty

    @cached_property
    def chairs(self) -> list[User]:
        return chairs_of(self.meeting.place, self.now)

    @property
    def why_not_open(self) -> Refusal | None:
        """The chair is chosen on the form; here the hour and the state are judged."""
        chair = self.chairs[0] if self.chairs else self.user
        return rules.why_not_open_meeting(
            self.meeting, seats=1, chair=chair, by=self.user, now=self.now
        )

    @property
    def why_not_move(self) -> Refusal | None:
        """For the least sum: what stands against any motion on this project now."""
        return rules.why_not_move_motion(
            self.item, kind=MotionKind.AMEND, amount_fen=1, cap_fen=0, amendment=None, mover=None,
            available_fen=self.hall.balances.available, standing=self.figures.standing,
            count=self.figures.count, has_open_motion=self.hall.is_voting, by=self.user,
        )  # fmt: skip

    @property
    def why_not_waitlist(self) -> Refusal | None:
        return rules.why_not_waitlist_item(
            self.item, available_fen=self.hall.balances.available,
            has_open_motion=self.hall.is_voting, reason=_GIVEN, by=self.user,
        )  # fmt: skip

    @property
    def why_not_recuse(self) -> Refusal | None:
        """For the reader; a leader chooses the member on the form."""
        return rules.why_not_record_recusal(
            self.item, self.own_row or self.hall.roll[0], is_recused=False,
            votes=len(self.figures.votes), by=self.user,
        )  # fmt: skip

    @property
    def why_not_vote(self) -> Refusal | None:
        return rules.why_not_cast_vote(
            self.hall.motion, self.own_row, is_recused=self.is_recused, is_own_case=False,
            previous=self.own_vote, by=self.user,
        )  # fmt: skip

    @property
    def why_not_declare(self) -> Refusal | None:
        return rules.why_not_declare_result(
            self.hall.motion, standing=self.figures.standing, count=self.figures.count,
            reason=_GIVEN, by=self.user,
        )  # fmt: skip

    @property
    def why_not_withdraw(self) -> Refusal | None:
        return rules.why_not_withdraw_motion(
            self.hall.motion, votes=len(self.figures.votes), reason=_GIVEN, by=self.user
        )

    @property
    def undecided(self) -> int:
        return sum(not item.outcome for item in self.hall.agenda)

    @property
    def why_not_close(self) -> Refusal | None:
        return rules.why_not_close_meeting(
            self.meeting, has_open_motion=self.hall.is_voting, undecided=self.undecided,
            reason=_GIVEN, by=self.user,
        )  # fmt: skip

    @property
    def is_signed(self) -> bool:
        return hasattr(self.meeting, "minutes")

    @cached_property
    def text(self) -> MinutesText | None:
        return getattr(self.meeting, "minutes_text", None)

    @property
    def why_not_sign(self) -> Refusal | None:
        return rules.why_not_sign_minutes(
            self.meeting, is_signed=self.is_signed, text=self.text, read="", by=self.user
        )

    @property
    def why_not_key(self) -> Refusal | None:
        return rules.why_not_begin_keying(self.meeting, by=self.user, now=self.now)

    @property
    def why_not_speak(self) -> Refusal | None:
        """For the reader: may they ask for the word now?"""
        waiting = any(each.member_id == self.user.pk for each in self.hall.speeches)
        return rules.why_not_ask_to_speak(self.item, self.own_row, is_waiting=waiting, by=self.user)

    @property
    def own_speech(self) -> Speech | None:
        return next((each for each in self.hall.speeches if each.member_id == self.user.pk), None)

    @property
    def waiting(self) -> list[AgendaItem]:
        """Projects without a decision, which could be voted on at once."""
        return [item for item in self.hall.agenda if not item.outcome]

    @cached_property
    def unapproved(self) -> list[Meeting]:
        """Earlier meetings whose signed minutes this one has not approved yet (one query)."""
        return minutes_to_approve(self.meeting) if self.leads else []

    @property
    def hands(self) -> list[Attendance]:
        """Members whose hands the secretary can key: in the room, not recused, not voted in
        person."""
        votes, recused = self.figures.votes, self.figures.recused
        return [
            row
            for row in self.hall.roll
            if row.is_present
            and row.member_id not in recused
            and (row.member_id not in votes or votes[row.member_id].keyed_by_id is not None)
        ]

    @property
    def will_pass(self) -> bool:
        return self.figures.standing.is_passed

    @property
    def needs_reason(self) -> bool:
        """Whether the result, declared now, must be given with its reason."""
        if not self.hall.is_voting:
            return True
        return rules.needs_reason(self.hall.motion, self.figures.standing)

    @property
    def result(self) -> str:
        """What is declared, in a word."""
        return str(MotionState(self.figures.standing.result).label)
