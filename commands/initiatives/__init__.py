"""Initiatives: start, list, show, edit and close a change."""
