"""居民议事会: the council meets, debates and votes openly, by name."""
