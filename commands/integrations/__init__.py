"""Integrations: the systems that a change connects, one after the other."""
