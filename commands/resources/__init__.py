"""Resources: people and budget, planned and there."""
