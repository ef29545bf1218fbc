"""Pages of the residents' vote: for everyone, for voters, for the offices that run it."""
