"""The web dashboard's facts, figures and files, and the links to it."""
