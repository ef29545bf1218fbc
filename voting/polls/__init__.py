"""居民投票: the residents' secret vote, from the frozen list to the certified result."""
