"""Audiences: who is told alike."""
