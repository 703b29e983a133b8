"""Slack's limits that concern text, in characters as sent: after escaping."""

SECTION_TEXT = 3_000
HEADER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
MODAL_TITLE = 24
MESSAGE_TEXT = 40_000
"""A message's plain text is cut off after these."""
