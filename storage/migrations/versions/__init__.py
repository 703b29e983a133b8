"""The revisions, one a feature, oldest first."""
