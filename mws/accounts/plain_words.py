"""Words of allauth's pages that our catalogues say more plainly (两步验证 and 动态验证码, not
双因素身份认证). A project's catalogue wins over a library's; named here so that it is collected."""

from django.utils.translation import gettext_noop as _

PLAIN = (
    _("A new set of Two-Factor Authentication recovery codes has been generated."),
    _("A new set of recovery codes has been generated."),
    _("An authenticator app is not active."),
    _("Authentication using an authenticator app is active."),
    _("Authenticator App"),
    _("Authenticator App Activated"),
    _("Authenticator App Deactivated"),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("Authenticator code"),
    _("Confirm Access"),
    _("Deactivate Authenticator App"),
    _("Enter an authenticator code:"),
    _("Incorrect code."),
    _("New Recovery Codes Generated"),
    _("No recovery codes set up."),
    _("Please reauthenticate to safeguard your account."),
    _("Recovery Codes"),
    _("Recovery codes"),
    _("Two-Factor Authentication"),
    _("Unused codes"),
    _("Use authenticator app or code"),
    _("You are about to deactivate authenticator app based authentication. Are you sure?"),
    _("You are about to generate a new set of recovery codes for your account."),
    _("Your account is protected by two-factor authentication."
      " Please enter an authenticator code:"),
)  # fmt: skip
