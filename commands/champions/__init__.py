"""Champions: peers who speak for a change."""
