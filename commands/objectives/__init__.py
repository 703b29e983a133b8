"""Objectives: what an initiative is to reach, in numbers."""
