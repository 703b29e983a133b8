"""Status: how an initiative stands, in one line or a form."""
