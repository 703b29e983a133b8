"""Retrospectives: what was planned against what happened, and what earlier changes teach the next one."""
