"""Open data: the same tables as files for a place and year, and through the interface."""
