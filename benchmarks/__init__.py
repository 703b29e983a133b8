"""What the program is measured by, runnable by anyone."""
