"""Personal data: which columns hold it, why, for how long, and what becomes of it in the end."""
