"""One tree from the city down to the residents' committee."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "mws.places"
    label = "places"
    verbose_name = _("Places")
