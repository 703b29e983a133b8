"""Milestones: dated promises, and how their dates moved."""
