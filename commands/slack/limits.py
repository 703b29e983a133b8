"""Slack's limits that concern text, in characters as sent: after escaping."""

MESSAGE_TEXT = 4_000
"""A message's own `text`; chat.update refuses more."""
SECTION_TEXT = 3_000
SECTION_FIELD = 2_000
HEADER_TEXT = 150
MODAL_TITLE = 24
BUTTON_TEXT = 75
OPTION_TEXT = 75
PLACEHOLDER = 150
INPUT_LABEL = 2_000
INPUT_TEXT = 3_000
"""What a person can type into one text input, in characters as typed."""
ALT_TEXT = 2_000
TABLE_TEXT = 10_000
"""All cells of the one table of a message together."""
