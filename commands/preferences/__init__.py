"""Preferences: what people let reach them, and when."""
