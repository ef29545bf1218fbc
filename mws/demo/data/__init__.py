"""Invented people, firms and projects in real places; see docs for what is real."""
