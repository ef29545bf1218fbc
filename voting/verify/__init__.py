"""The verifier, copied into every published package; it shares no code with the site."""
