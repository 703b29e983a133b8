"""Decisions: what was decided and why, and what waits for somebody to decide."""
