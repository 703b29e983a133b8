"""The weekly executive digest."""
