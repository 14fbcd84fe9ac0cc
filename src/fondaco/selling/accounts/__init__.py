"""The business accounts of the store: companies, their people and groups, and the connections they punch out through."""
