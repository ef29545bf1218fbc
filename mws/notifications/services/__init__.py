"""Writing to people: queue a message, send what is due, mark what was read."""

from mws.notifications.services.codes import send_account_notice, send_sign_in_code
from mws.notifications.services.delivery import deliver_due, deliver_message
from mws.notifications.services.inbox import mark_all_read, mark_read
from mws.notifications.services.outbox import queue, queue_in_site

__all__ = [
    "deliver_due",
    "deliver_message",
    "mark_all_read",
    "mark_read",
    "queue",
    "queue_in_site",
    "send_account_notice",
    "send_sign_in_code",
]
