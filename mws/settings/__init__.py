"""Settings: `base` for all, then `dev`, `test` or `production`.

Only this package reads the environment. The variables are listed in docs/settings.md.
"""
