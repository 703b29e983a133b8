"""The dashboard: read-only pages and files in a browser, opened by a link from Slack."""
