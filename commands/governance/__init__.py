"""Governance: the agenda that an initiative's open matters make, shown when asked and told on schedule."""
