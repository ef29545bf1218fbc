"""Addresses of projects and claims; `proposals.urls` gives them the namespace and /projects/."""

from django.urls import path

from proposals.views import project, project_claims, project_survey

urlpatterns = [
    path("claims/", project_claims.claim_list, name="claims"),
    path("claims/<int:pk>/", project_claims.claim_detail, name="claim"),
    path("claims/<int:pk>/check/", project_claims.claim_check, name="claim_check"),
    path("claims/<int:pk>/pay/", project_claims.claim_pay, name="claim_pay"),
    path("claims/<int:pk>/refuse/", project_claims.claim_refuse, name="claim_refuse"),
    path("<int:pk>/", project.project_detail, name="project"),
    path("<int:pk>/contract/", project.project_contract, name="project_contract"),
    path("<int:pk>/provider/", project.project_provider, name="project_provider"),
    path("<int:pk>/progress/", project.project_progress, name="project_progress"),
    path("<int:pk>/complete/", project.project_complete, name="project_complete"),
    path("<int:pk>/acceptance/", project.project_acceptance, name="project_acceptance"),
    path("<int:pk>/claim/", project_claims.project_claim, name="project_claim"),
    path("<int:pk>/settlement/", project.project_settlement, name="project_settlement"),
    path("<int:pk>/close/", project.project_close, name="project_close"),
    path("<int:pk>/terminate/", project.project_terminate, name="project_terminate"),
    path("<int:pk>/survey/", project_survey.project_survey, name="project_survey"),
]
