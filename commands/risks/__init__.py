"""Risks: report, list, update, accept and close."""
