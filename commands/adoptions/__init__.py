"""Adoption: how many use the new way."""
