"""The shared Slack words: how commands are read, and how what Groundswell says is written."""
