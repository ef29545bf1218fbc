"""The current year: communities at every stage, each brought there by the services themselves."""
