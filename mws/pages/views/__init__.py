"""Views of the composed pages; no writes."""
