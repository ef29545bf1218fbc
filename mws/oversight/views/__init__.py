"""Public pages of the board and its rows."""
