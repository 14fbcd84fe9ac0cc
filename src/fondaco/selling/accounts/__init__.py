"""Business accounts: companies, their people and groups, and the connections they punch out through."""
