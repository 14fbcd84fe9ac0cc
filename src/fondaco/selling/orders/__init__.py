"""Purchase orders as they arrive, what the store promises of them, and what it refuses and why."""
