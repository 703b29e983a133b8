"""Facts: the engine, tables and queries by feature noun, migrations, outbox, schedules, audit."""
