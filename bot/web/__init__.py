"""Health, metrics and Slack over HTTP."""
