from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from mws.places.models import Place
from tests.cast import Cast
from tests.demo.players import make_player


class NoDemonstrationTests(TestCase):
    """Where it is not switched on, every door to the demonstration refuses."""

    @override_settings(MWS_DEMO=False)
    def test_nothing_is_seeded(self):
        with self.assertRaises(CommandError):
            call_command("seed_demo")
        self.assertFalse(Place.objects.exists())

    @override_settings(MWS_DEMO=False)
    def test_no_code_is_told(self):
        make_player()
        with self.assertRaises(CommandError):
            call_command("demo_code", "player")

    @override_settings(MWS_DEMO=False)
    def test_no_community_is_moved_on(self):
        cast = Cast()
        cast.round()
        with self.assertRaises(CommandError):
            call_command("demo_advance", community=cast.community.code)
