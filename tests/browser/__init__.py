"""Journeys in Chromium against a running server; this process never touches the database."""
