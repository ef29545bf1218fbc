"""The residents' vote; `voting.urls` gives these addresses the namespace and the prefix /votes/."""

from django.urls import path

from voting.polls.views import ballot, desk, kiosk, papers, public

urlpatterns = [
    path("", public.polls, name="polls"),
    path("desk/", desk.desk, name="poll_desk"),
    path("desk/rounds/<int:pk>/", desk.create, name="poll_create"),
    path("desk/<uuid:pk>/", desk.manage, name="poll_manage"),
    *(
        path(f"desk/<uuid:pk>/{step}/", desk.act, {"step": step}, name=f"poll_{step}")
        for step in desk.STEPS
    ),
    path("desk/<uuid:pk>/amend/", desk.amend, name="amend"),
    path("desk/amendments/<int:pk>/confirm/", desk.amend_confirm, name="amend_confirm"),
    path("desk/<uuid:pk>/report/", desk.anomalies, name="anomalies"),
    path("desk/<uuid:pk>/counter/", papers.counter, name="counter"),
    path("desk/<uuid:pk>/paper/", papers.paper_official, name="paper_official"),
    path("desk/<uuid:pk>/papers/", papers.papers, name="papers"),
    path("desk/<uuid:pk>/papers/finish/", papers.papers_finish, name="papers_finish"),
    path("desk/batches/<uuid:pk>/", papers.batch, name="batch"),
    path("desk/batches/<uuid:pk>/reverse/ask/", papers.batch_reverse_ask, name="batch_reverse_ask"),
    *(
        path(
            f"desk/batches/<uuid:pk>/{step}/",
            papers.batch_act,
            {"step": step},
            name=f"batch_{step}",
        )
        for step in ("reconcile", "reverse")
    ),
    path("<uuid:pk>/kiosk/", kiosk.kiosk, name="kiosk"),
    path("<uuid:pk>/package/", public.package, {"audience": "public"}, name="package"),
    path(
        "<uuid:pk>/package/auditor/",
        public.package,
        {"audience": "auditor"},
        name="package_auditor",
    ),
    path("<uuid:pk>/", public.poll, name="poll"),
    path("<uuid:pk>/paper/", public.paper, name="paper"),
    path("<uuid:pk>/ballot/", ballot.ballot, name="ballot"),
    path("<uuid:pk>/review/", ballot.review, name="review"),
    path("<uuid:pk>/cast/", ballot.cast, name="cast"),
    path("<uuid:pk>/done/", ballot.done, name="done"),
    path("<uuid:pk>/withdraw/", ballot.withdraw, name="withdraw"),
    path("<uuid:pk>/results/", public.results, name="results"),
    path("<uuid:pk>/other-rules/", public.other_rules, name="other_rules"),
    path("<uuid:pk>/record/", public.count_record, name="count_record"),
    path("<uuid:pk>/receipt/", public.find_receipt, name="find_receipt"),
]
