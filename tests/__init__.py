"""The tests mirror the rooms; docs/testing.md says how to run and write them."""
