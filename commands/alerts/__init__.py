"""Alerts: early warning, by rules over the facts, to the lead."""
