"""Making the demonstration: places and people, the closed year 2017, the current year."""
