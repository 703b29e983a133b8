"""Playbooks: what to do when a known thing happens; run live or as a drill, and what was learned."""
