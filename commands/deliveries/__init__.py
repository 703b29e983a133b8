"""Deliveries: what became of every message that was promised."""
