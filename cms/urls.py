"""Published outcomes, news, and finding things."""

from django.urls import path

from cms import views, views_rounds, views_site

app_name = "cms"

YEAR = "outcomes/<str:code>-<int:year>/"
ROUND = f"{YEAR}round-<int:batch>"

urlpatterns = [
    path("outcomes/", views.outcomes, name="outcomes"),
    path("outcomes/report-<str:code>-<int:year>/", views.report, name="report"),
    path(YEAR, views.community_year, name="community_year"),
    path(f"{YEAR}project-<int:pk>/", views.project, name="project"),
    path(f"{ROUND}/", views_rounds.round, name="round"),
    path(f"{ROUND}.pdf", views_rounds.round_pdf, name="round_pdf"),
    path(f"{ROUND}.csv", views_rounds.round_csv, name="round_csv"),
    path(f"{ROUND}/support", views_rounds.round_chart_page, name="round_chart"),
    path(f"{ROUND}/support.json", views_rounds.round_chart, name="round_chart_json"),
    path(f"{ROUND}/support.csv", views_rounds.round_chart_csv, name="round_chart_csv"),
    path("news/", views_site.news, name="news"),
    path("news/feed/", views_site.feed, name="feed"),
    path("news/<slug:slug>/", views_site.news_item, name="news_item"),
    path("search/", views_site.search, name="search"),
    path("sitemap.xml", views_site.sitemap, name="sitemap"),
]
