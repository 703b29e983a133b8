"""Checks of messages and views as strict as Slack's own, so that a test fails where Slack would refuse."""
