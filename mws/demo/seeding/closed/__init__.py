"""2017, closed: 1,779 projects with their council votes, contracts, payments and acceptances.

The case files are past, so their rows are stored in bulk as history; every fen of it goes through
the ledger service: allocated, reserved by motion, committed by approval, paid by claim.
"""
