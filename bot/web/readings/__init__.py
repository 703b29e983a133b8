"""The readings API: other systems post adoption and KPI readings, with a token from Slack."""
