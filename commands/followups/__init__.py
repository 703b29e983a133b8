"""Follow-ups: tasks with an owner and a day, which stay until they are done."""
