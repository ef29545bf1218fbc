"""Reading residents' votes."""

from voting.polls.selectors.receipt import receipt_of_voter
from voting.polls.selectors.support import supports_of

__all__ = ["receipt_of_voter", "supports_of"]
