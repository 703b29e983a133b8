"""What people ask of the bot, and what the bot tells them."""
