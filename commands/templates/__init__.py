"""Templates: rollouts to be repeated, kept, applied, and carried elsewhere as YAML."""
