"""Addresses of the board, of the rows behind its figures, and of the open data."""

from django.urls import path

from mws.oversight.views import board, inspection, open_data, rows

app_name = "oversight"

SUNSHINE = "sunshine/<int:year>/<str:code>/"
CHART = f"{SUNSHINE}charts/<slug:chart>"

urlpatterns = [
    path("open-data/", open_data.index, name="open_data"),
    path("open-data/<int:year>/<str:code>.zip", open_data.bundle, name="bundle"),
    path("open-data/api/openapi.json", open_data.document, name="openapi"),
    path("open-data/api/figures/", open_data.figures, name="api_figures"),
    path("open-data/api/<slug:resource>/", open_data.rows, name="api_rows"),
    path("desk/oversight/", inspection.inspection, name="inspection"),
    path("desk/oversight/trail/", inspection.trail, name="inspect_trail"),
    path("desk/oversight/files/<int:pk>/", inspection.case, name="inspect_case"),
    path("sunshine/", board.board, name="board"),
    path("sunshine/files/<int:pk>/", rows.trace, name="trace"),
    path(SUNSHINE, board.board_of_place, name="board_of_place"),
    path(f"{SUNSHINE}figures.csv", board.figures_csv, name="figures_csv"),
    path(f"{SUNSHINE}overdue/", rows.overdue, name="overdue"),
    path(f"{SUNSHINE}projects/", rows.projects, name="projects"),
    path(f"{SUNSHINE}files/", rows.files, name="files"),
    path(f"{SUNSHINE}suppliers/", rows.suppliers, name="suppliers"),
    path(CHART, board.chart, name="chart"),
    path(f"{CHART}.csv", board.chart_csv, name="chart_csv"),
    path(f"{CHART}.json", board.chart_json, name="chart_json"),
    path(f"{SUNSHINE}<slug:figure>/", board.figure, name="figure"),
]
