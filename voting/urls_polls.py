"""The residents' vote; `voting.urls` gives these addresses the namespace and the prefix /votes/."""

from django.urls import path

from voting.polls.views import ballot, desk, public

urlpatterns = [
    path("", public.polls, name="polls"),
    path("desk/", desk.desk, name="poll_desk"),
    path("desk/rounds/<int:pk>/", desk.create, name="poll_create"),
    path("desk/<uuid:pk>/", desk.manage, name="poll_manage"),
    *(
        path(f"desk/<uuid:pk>/{step}/", desk.act, {"step": step}, name=f"poll_{step}")
        for step in desk.STEPS
    ),
    path("<uuid:pk>/", public.poll, name="poll"),
    path("<uuid:pk>/paper/", public.paper, name="paper"),
    path("<uuid:pk>/ballot/", ballot.ballot, name="ballot"),
    path("<uuid:pk>/review/", ballot.review, name="review"),
    path("<uuid:pk>/cast/", ballot.cast, name="cast"),
    path("<uuid:pk>/done/", ballot.done, name="done"),
    path("<uuid:pk>/withdraw/", ballot.withdraw, name="withdraw"),
    path("<uuid:pk>/results/", public.results, name="results"),
    path("<uuid:pk>/receipt/", public.find_receipt, name="find_receipt"),
]
