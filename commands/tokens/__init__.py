"""Tokens: what other systems post readings with."""
