"""Whether the site shows invented data. Then every page, document and export says so."""

from mws.places.models import Place


def has_seeded_data() -> bool:
    return Place.objects.filter(is_demo=True).exists()
