"""Barriers: what holds a group back becomes a follow-up for the right owner, and is asked about again afterwards."""
