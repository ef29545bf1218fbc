"""What an editor can put on a page. A block with figures holds only the choice of what to show:
the figures themselves are read when the page is, so nobody can write a wrong one."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.choosers import place_chooser, project_chooser
from mws.ledger.selectors import balances_of_place
from proposals.selectors.project import money_of

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]

PlaceChooserBlock = place_chooser.get_block_class(
    name="PlaceChooserBlock", module_path="cms.blocks"
)
ProjectChooserBlock = project_chooser.get_block_class(
    name="ProjectChooserBlock", module_path="cms.blocks"
)


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"), rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=80)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "cms/blocks/quotation.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"), max_length=160,
        help_text=_("Read out to people who cannot see the picture."),
    )  # fmt: skip
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=160)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "cms/blocks/picture.html"


class FundBlock(blocks.StructBlock):
    """The money of a place in one year, as the ledger has it at the moment of reading."""

    place = PlaceChooserBlock(label=_("Place"))
    year = blocks.IntegerBlock(
        label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )

    class Meta:
        label = _("Money of a place (live)")
        icon = "view"
        template = "cms/blocks/fund.html"
        help_text = _("You choose the place and the year; the figures come from the ledger.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value["place"]:  # none once the place is gone
            context["balances"] = balances_of_place(value["place"], value["year"])
        return context


class ProjectMoneyBlock(blocks.StructBlock):
    """The money of one project, as the ledger has it at the moment of reading."""

    proposal = ProjectChooserBlock(label=_("Project"))

    class Meta:
        label = _("Money of a project (live)")
        icon = "view"
        template = "cms/blocks/project_money.html"
        help_text = _("You choose the project; the figures come from the ledger.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value["proposal"]:
            context["money"] = money_of(value["proposal"].project)
        return context


class BodyBlock(blocks.StreamBlock):
    """The body of every page that an editor writes."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=FEATURES, template="cms/blocks/text.html", icon="pilcrow"
    )
    quotation = QuotationBlock()
    picture = PictureBlock()
    fund = FundBlock()
    project_money = ProjectMoneyBlock()
