"""The running process: command line, composition root, edge, scheduler, sender, sandbox."""
