"""Wagtail's pages: those the system makes for outcomes, and those editors write."""

from cms.models.editorial import EditorialPage, HomePage
from cms.models.outcomes import CommunityYearPage, OutcomesPage, ProjectPage

__all__ = ["CommunityYearPage", "EditorialPage", "HomePage", "OutcomesPage", "ProjectPage"]
