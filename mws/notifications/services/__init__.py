"""Writing to people: queue a message, send what is due, mark what was read."""

from mws.notifications.services.codes import send_account_notice, send_sign_in_code
from mws.notifications.services.delivery import deliver_due, deliver_message
from mws.notifications.services.inbox import mark_all_read, mark_read
from mws.notifications.services.outbox import queue, queue_for_all
from mws.notifications.services.reaches import choose_reach
from mws.notifications.services.wording import keep_words, reset_words

__all__ = [
    "choose_reach",
    "deliver_due",
    "deliver_message",
    "keep_words",
    "mark_all_read",
    "mark_read",
    "queue",
    "queue_for_all",
    "reset_words",
    "send_account_notice",
    "send_sign_in_code",
]
