"""Health, metrics, the dashboard, and Slack over HTTP."""
