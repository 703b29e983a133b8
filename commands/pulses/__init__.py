"""Pulses: short surveys answered with one tap."""
