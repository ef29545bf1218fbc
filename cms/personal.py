"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from mws.core.personal import Personal

PERSONAL: list[Personal] = []

IMPERSONAL = {
    "cms.EditorialPage": "intro body",
    "cms.OutcomesPage": "intro",
    "cms.CommunityYearPage": "intro body",
    "cms.ProjectPage": "body",
    "cms.RoundPage": "intro body",
    "cms.ReportPage": "intro body",
    "cms.NewsPage": "kind subject made_title link intro body",
}
