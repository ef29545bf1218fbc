"""Rules of the house that a program can check; why they hold is said in docs/architecture.md."""
