"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("accounts.User", "pk", "username display_name first_name last_name email phone",
             _("to sign in, and be named and reached"), Basis.SERVICE, Keep.ACCOUNT),
    Personal("accounts.User", "pk", "password phone_lookup",
             _("to sign in"), Basis.SERVICE, Keep.ACCOUNT, is_exported=False),
    Personal("accounts.Session", "session_key", "session_data",
             _("to stay signed in"), Basis.SERVICE, Keep.SIGN_IN, is_exported=False),
    Personal("accounts.Residency", "user", "place basis since status claimed_at decided_at reason",
             _("one verified home a person, one vote"), Basis.DUTY, Keep.ACCOUNT),
    Personal("accounts.Residency", "user", "way proof checked_at",
             _("one verified home a person, one vote"), Basis.DUTY, Keep.ACCOUNT),
    Personal("accounts.Profile", "user", "estate organisation credit_code",
             _("entered once, filled into later forms"), Basis.SERVICE, Keep.ACCOUNT),
    Personal("accounts.Membership", "user", "role place starts_on ends_on reason end_reason",
             _("who held which office"), Basis.DUTY, Keep.RECORD),
    Personal("accounts.Consent", "user", "version given_at withdrawn_at",
             _("to prove what you agreed to"), Basis.DUTY, Keep.RECORD),
    Personal("accounts.SensitiveView", "person", "what role at",
             _("you may know who looked at your data"), Basis.DUTY, Keep.RECORD),
    # Tables of allauth, which this room brings along.
    Personal("account.EmailAddress", "user", "email verified",
             _("to sign in by e-mail"), Basis.SERVICE, Keep.ACCOUNT),
    Personal("mfa.Authenticator", "user", "type created_at",
             _("to protect an account with a role"), Basis.DUTY, Keep.ACCOUNT),
    Personal("mfa.Authenticator", "user", "data",
             _("to protect an account with a role"), Basis.DUTY, Keep.ACCOUNT, is_exported=False),
    Personal("usersessions.UserSession", "user", "ip user_agent created_at",
             _("to show where you are signed in"), Basis.SERVICE, Keep.SIGN_IN),
    Personal("socialaccount.SocialAccount", "user", "provider uid date_joined",
             _("to sign in through another service"), Basis.SERVICE, Keep.ACCOUNT),
    *acts("accounts.SensitiveView", "viewer"),
    *acts("accounts.Membership", "granted_by", "ended_by"),
    Personal("accounts.Residency", "user", "born_on until",
             _("one verified home a person, one vote"), Basis.DUTY, Keep.ACCOUNT,
             is_exported=False),
    Personal("accounts.IdentityDocument", "user", "type checked_at",
             _("one document serves one person"), Basis.DUTY, Keep.ACCOUNT),
    Personal("accounts.IdentityDocument", "user", "digest",
             _("one document serves one person"), Basis.DUTY, Keep.ACCOUNT, is_exported=False),
    Personal("accounts.GuardianConsent", "residency__user", "guardian_name recorded_at",
             _("under 14 a guardian consents"), Basis.DUTY, Keep.ACCOUNT),
    *acts("accounts.GuardianConsent", "recorded_by"),
    *acts("accounts.Residency", "decided_by", "checked_by"),
    # Keyed hashes of people who need not be users here: a line leads to nobody.
    Personal("accounts.RollLine", "pk", "digest name_hash phone_lookup since",
             _("to verify who says they live there"), Basis.DUTY, Keep.ROLL, is_exported=False),
    Personal("accounts.ResidentRoll", "pk", "sample sealed_file",
             _("to see that the list is the right one"), Basis.DUTY, Keep.ROLL,
             is_exported=False),
    *acts("accounts.ResidentRoll", "brought_by", "decided_by"),
]  # fmt: skip

IMPERSONAL: dict[str, str] = {
    "accounts.ProofKind": "name name_en",
    "accounts.ResidentRoll": "sha256 faults columns",
}
