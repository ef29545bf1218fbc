"""What is due is done one by one; a failure holds up nothing."""

from django.test import SimpleTestCase

from mws.core.due import do_each


class DoEachTests(SimpleTestCase):
    def test_a_failure_is_logged_and_the_rest_is_done(self) -> None:
        done = []

        def act(key: int) -> bool:
            if key == 2:
                raise ValueError("broken case")
            done.append(key)
            return key != 3

        with self.assertLogs("mws.core.due", "ERROR"):
            self.assertEqual(do_each([1, 2, 3, 4], act), 2)
        self.assertEqual(done, [1, 3, 4])
