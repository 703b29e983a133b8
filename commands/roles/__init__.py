"""Roles: who has which part in an initiative, for what, until when, and which parts nobody has."""
