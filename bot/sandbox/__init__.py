"""A Slack of our own on loopback, for tests, drills and demonstrations."""
