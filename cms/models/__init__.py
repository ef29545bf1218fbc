"""Wagtail's pages: those the system makes for outcomes, and those editors write."""

from cms.models.editorial import EditorialPage, HomePage
from cms.models.news import NewsIndexPage, NewsKind, NewsPage
from cms.models.outcomes import CommunityYearPage, OutcomesPage, ProjectPage
from cms.models.reports import ReportPage
from cms.models.round_results import RoundPage

__all__ = [
    "CommunityYearPage", "EditorialPage", "HomePage", "NewsIndexPage", "NewsKind", "NewsPage",
    "OutcomesPage", "ProjectPage", "ReportPage", "RoundPage",
]  # fmt: skip
