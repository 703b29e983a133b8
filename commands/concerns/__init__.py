"""Concerns: what worries people, told to the lead with their name, or without anything that leads to them."""
