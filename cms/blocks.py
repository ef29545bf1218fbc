"""What an editor can put on a page. A block with figures holds only the choice of what to show:
the figures themselves are read when the page is, so nobody can write a wrong one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks_live import (
    ChartBlock,
    FigureBlock,
    FundBlock,
    MapBlock,
    PlaceChooserBlock,
    PlaceYearBlock,
    ProjectChooserBlock,
    ProjectMoneyBlock,
    ProjectsBlock,
    ResultsBlock,
    TrackBlock,
)

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]

LIVE = _("Figures and files, read when the page is")


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


class PairBlock(blocks.StructBlock):
    """The same place before and after."""

    before = PictureBlock(label=_("Before"))
    after = PictureBlock(label=_("After"))

    class Meta:
        label = _("Before and after")
        icon = "image"
        template = "cms/blocks/pair.html"


class EventBlock(blocks.StructBlock):
    day = blocks.DateBlock(label=_("Day"))
    text = blocks.CharBlock(label=_("What happened"), max_length=160)


class TimelineBlock(blocks.StructBlock):
    events = blocks.ListBlock(EventBlock(), label=_("Events"), min_num=1)

    class Meta:
        label = _("Timeline")
        icon = "history"
        template = "cms/blocks/timeline.html"
        help_text = _("What the files do not know. The steps of a project come with its track.")


class CallBlock(blocks.StructBlock):
    """The one thing that a reader should do next."""

    text = blocks.CharBlock(label=_("On the button"), max_length=30)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.RegexBlock(
        label=_("Address on this site"), regex=r"^/[^/\\].*$|^/$", required=False, max_length=200,
        help_text=_("Begins with /. Used where no page is chosen."),
        error_messages={"invalid": _("An address on this site begins with one /.")},
    )  # fmt: skip

    class Meta:
        label = _("Button")
        icon = "link"
        template = "cms/blocks/call.html"
        help_text = _("At most one on a page: it says what to do next.")


class DownloadBlock(PlaceYearBlock):
    """All open data of a place and year as one file."""

    class Meta:
        label = _("Open data of a place (live)")
        icon = "download"
        template = "cms/blocks/download.html"
        help_text = _("Tables of the place and year with their dictionary.")

    def live(self, value: Any) -> dict[str, Any]:
        return {"address": reverse("oversight:bundle", args=[value["year"], value["place"].code])}


class DocumentBlock(blocks.StructBlock):
    """A document to read here and to take away."""

    document = DocumentChooserBlock(label=_("Document"))
    about = blocks.CharBlock(label=_("What it is"), max_length=160)

    class Meta:
        label = _("Document")
        icon = "doc-full"
        template = "cms/blocks/document.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=120)
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        label = _("Question and answer")
        icon = "help"
        template = "cms/blocks/question.html"


class BodyBlock(blocks.StreamBlock):
    """The body of every page that an editor writes."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=FEATURES, template="cms/blocks/text.html", icon="pilcrow"
    )
    quotation = QuotationBlock()
    picture = PictureBlock()
    pair = PairBlock()
    timeline = TimelineBlock()
    question = QuestionBlock()
    call = CallBlock()
    document = DocumentBlock()
    fund = FundBlock(group=LIVE)
    figure = FigureBlock(group=LIVE)
    chart = ChartBlock(group=LIVE)
    map = MapBlock(group=LIVE)
    projects = ProjectsBlock(group=LIVE)
    results = ResultsBlock(group=LIVE)
    project_money = ProjectMoneyBlock(group=LIVE)
    track = TrackBlock(group=LIVE)
    download = DownloadBlock(group=LIVE)

    class Meta:
        block_counts = {"call": {"max_num": 1}}


__all__ = ["BodyBlock", "PlaceChooserBlock", "ProjectChooserBlock"]
