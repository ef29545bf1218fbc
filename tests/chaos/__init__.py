"""Faults on purpose: on processes and a PostgreSQL cluster of the test's own, and no others."""
