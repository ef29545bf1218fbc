"""The settings desk: rules, calendar, places, roles, rounds, allocations; each by its service."""
