"""Measuring people honestly; knows no Slack."""
