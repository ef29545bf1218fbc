"""Who only looks gives way; who is signed in or sends something never does (assurance, L5)."""

import threading

from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase, override_settings

from mws.core.giving_way import CROWD, SPACING, WAITING, GivingWayMiddleware

ASK = RequestFactory()


@override_settings(MWS_READERS_AT_ONCE=3)
class GivingWayTests(SimpleTestCase):
    def setUp(self):
        self.open = threading.Event()
        self.inside = threading.Semaphore(0)
        self.answers: list[int] = []
        self.site = GivingWayMiddleware(self.page)
        self.addCleanup(self.open.set)

    def page(self, request) -> HttpResponse:
        if request.path == "/slow/":
            self.inside.release()
            self.open.wait(5)
        return HttpResponse("a page")

    def crowd(self, count: int) -> list[threading.Thread]:
        def visit() -> None:
            self.answers.append(self.site(ASK.get("/slow/")).status_code)

        threads = [threading.Thread(target=visit) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads

    def full(self, served: int) -> list[threading.Thread]:
        """A crowd that fills the places and the queue."""
        threads = self.crowd(served + WAITING)
        for _ in range(served):
            self.assertTrue(self.inside.acquire(timeout=5))
        while self.site.waiting < WAITING:
            pass
        return threads

    def test_beyond_a_few_readers_are_told_at_once(self):
        self.full(3)
        answer = self.site(ASK.get("/"))
        self.assertEqual((503, "15"), (answer.status_code, answer["Retry-After"]))

    def test_those_who_wait_are_served_when_a_place_is_free(self):
        threads = self.full(3)
        self.open.set()
        for thread in threads:
            thread.join(5)
        self.assertEqual([200] * (3 + WAITING), self.answers)
        self.assertEqual((0, 0), (self.site.reading, self.site.waiting))

    def test_a_session_and_a_form_never_give_way(self):
        self.full(3)
        signed_in = ASK.get("/")
        signed_in.COOKIES["sessionid"] = "x"
        self.assertEqual(200, self.site(signed_in).status_code)
        self.assertEqual(200, self.site(ASK.post("/")).status_code)

    def test_fewer_are_let_in_while_forms_arrive(self):
        self.site(ASK.post("/"))
        self.full(1)
        self.assertEqual(503, self.site(ASK.get("/")).status_code)

    def test_while_forms_crowd_it_readers_come_one_by_one_with_time_between(self):
        for _ in range(CROWD):
            self.site(ASK.post("/"))
        answers = [self.site(ASK.get("/")).status_code for _ in range(2)]
        self.site.reader_at -= SPACING
        answers.append(self.site(ASK.get("/")).status_code)
        self.site.forms_at[0] -= 1  # one fewer within the second
        answers.append(self.site(ASK.get("/")).status_code)
        self.assertEqual([200, 503, 200, 200], answers)

    @override_settings(MWS_READERS_AT_ONCE=0)
    def test_elsewhere_nobody_gives_way(self):
        self.crowd(6)
        for _ in range(6):
            self.assertTrue(self.inside.acquire(timeout=5))
