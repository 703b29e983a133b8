"""Attention: what waits, so that nobody hears too much at once."""
