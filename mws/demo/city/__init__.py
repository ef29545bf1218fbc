"""A whole city, invented in bulk: to measure on, and to see how the site bears its size."""
