"""Admins: who sets the bot up."""
