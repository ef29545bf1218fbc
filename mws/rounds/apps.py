"""Rule sets, rounds and their stages, working days, deadlines, public notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "mws.rounds"
    label = "rounds"
    verbose_name = _("Rounds")
