"""Budgets, and what binds them."""
