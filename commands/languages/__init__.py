"""Languages: which one the bot speaks to somebody."""
