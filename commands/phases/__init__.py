"""Phases: the stages of a change, what each must reach, and the gates between them."""
