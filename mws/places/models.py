"""Places: one tree, city › district › sub-district › community › committee or estate.

``path`` holds the codes from the root down ("4403/440305/440305007/440305007012/"), so that every
grant, fund and figure rolls up along one column: below(place) is a prefix match.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mws.files.models import Attachment


class Level(models.TextChoices):
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Sub-district")
    COMMUNITY = "community", _("Community")
    COMMITTEE = "committee", _("Residents' committee")
    ESTATE = "estate", _("Estate")


class EstateKind(models.TextChoices):
    """How people live there; it decides who can vouch for them and where to post notices."""

    GARDEN = "garden", _("Housing estate")
    VILLAGE = "village", _("Urban village")
    STAFF = "staff", _("Staff housing")


PARENT_LEVELS: dict[str, tuple[str, ...]] = {
    Level.CITY: (),
    Level.DISTRICT: (Level.CITY,),
    Level.SUBDISTRICT: (Level.DISTRICT,),
    Level.COMMUNITY: (Level.SUBDISTRICT,),
    Level.COMMITTEE: (Level.COMMUNITY,),
    Level.ESTATE: (Level.COMMUNITY, Level.COMMITTEE),
}


class PlaceQuerySet(models.QuerySet):
    def below(self, place: Place) -> PlaceQuerySet:
        """The place itself and all that lies in it."""
        return self.filter(path__startswith=place.path)

    def communities(self) -> PlaceQuerySet:
        return self.filter(level=Level.COMMUNITY)


class Place(models.Model):
    """地方. ``code`` is the public address; ``abbreviation`` appears in receipt numbers."""

    code = models.CharField(max_length=20, unique=True)
    path = models.CharField(max_length=80, unique=True, editable=False)
    level = models.CharField(max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    abbreviation = models.CharField(max_length=6, blank=True)
    kind = models.CharField(max_length=10, choices=EstateKind, blank=True)  # of an estate
    is_demo = models.BooleanField(default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="places_place_level_valid", condition=models.Q(level__in=Level.values)
            ),
            models.CheckConstraint(
                name="places_place_parent_unless_city",
                condition=models.Q(level=Level.CITY, parent=None)
                | (~models.Q(level=Level.CITY) & models.Q(parent__isnull=False)),
            ),
            models.UniqueConstraint(
                name="places_place_name_once_per_parent", fields=["parent", "name"]
            ),
            models.CheckConstraint(
                name="places_place_path_ends_with_code",
                condition=models.Q(path__endswith=Concat("code", models.Value("/"))),
            ),
            models.CheckConstraint(
                name="places_place_kind_of_estates_only",
                condition=models.Q(kind="")
                | models.Q(level=Level.ESTATE, kind__in=EstateKind.values),
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="places_level_path")]

    def __str__(self) -> str:
        return self.name

    def contains(self, other: Place) -> bool:
        return other.path.startswith(self.path)

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes from the city down to the parent."""
        return self.path.rstrip("/").split("/")[:-1]


class PlaceAlias(models.Model):
    """别名: another name or an address by which people find an estate or village."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="places_placealias_once", fields=["place", "text"])
        ]

    def __str__(self) -> str:
        return self.text


class Body(models.TextChoices):
    """The three signs at a community's door (一个社区三块牌子), in the order they hang."""

    PARTY = "party", _("Community party committee")
    COMMITTEE = "committee", _("Residents' committee")
    STATION = "station", _("Community workstation (service centre)")


class Standard(models.TextChoices):
    """六个标准化: what a community's office is held to; see docs/communities.md for the source."""

    ORGANISATION = "organisation", _("How the organisation is built")
    MEMBERS = "members", _("How members are looked after")
    GOVERNANCE = "governance", _("How the community is governed")
    SERVICE = "service", _("How residents are served")
    DUTIES = "duties", _("What each post has to do")
    SUPPORT = "support", _("Premises, staff and money")


class PremisesStandard(models.IntegerChoices):
    """How many square metres the premises must have at least."""

    SMALL = 250, _("at least 250 m²")
    LARGE = 400, _("at least 400 m²")


class CommunityProfile(models.Model):
    """What a community's page says of itself; ``residents`` is the published head count."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="profile")
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    households = models.PositiveIntegerField(default=0)
    residents = models.PositiveIntegerField(default=0)
    introduction = models.TextField(blank=True)
    premises_sqm = models.PositiveIntegerField(null=True)
    premises_standard = models.PositiveSmallIntegerField(choices=PremisesStandard, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_communityprofile_premises_standard_valid",
                condition=models.Q(premises_standard__in=PremisesStandard.values),
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.place_id}"

    @property
    def meets_premises(self) -> bool | None:
        """Whether the premises are as large as they must be; None while either is not known."""
        if self.premises_sqm is None or self.premises_standard is None:
            return None
        return self.premises_sqm >= self.premises_standard


class CommunityPlan(models.Model):
    """示意图: a community's own drawing of itself, on which residents put a pin. The latest one is
    used; earlier ones stay for the pins that were put on them."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="plans")
    picture = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    # How wide the drawn ground is; with it, what lies within 100 m of a pin is known.
    metres_across = models.PositiveIntegerField(null=True)
    drawn_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["drawn_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="places_communityplan_metres_positive",
                condition=models.Q(metres_across=None) | models.Q(metres_across__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"plan of {self.place_id}"

    @property
    def url(self) -> str:
        return reverse("files:download", args=[self.picture_id])

    @property
    def height_per_mille(self) -> int:
        """How high the drawing is, in thousandths of its width."""
        return round(1000 * (self.picture.height or 1) / (self.picture.width or 1))


class BodyDuties(models.Model):
    """职责: what one of the three bodies of a community does, in words for residents."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="bodies")
    body = models.CharField(max_length=10, choices=Body)
    duties = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="places_bodyduties_once", fields=["place", "body"]),
            models.CheckConstraint(
                name="places_bodyduties_body_valid", condition=models.Q(body__in=Body.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} of {self.place_id}"


class StandardMet(models.Model):
    """达标: one of the six standards that a community meets, and the day it was found to."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="standards_met")
    standard = models.CharField(max_length=12, choices=Standard)
    checked_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="places_standardmet_once", fields=["place", "standard"]),
            models.CheckConstraint(
                name="places_standardmet_standard_valid",
                condition=models.Q(standard__in=Standard.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} at {self.place_id}"
