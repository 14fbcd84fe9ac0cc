"""Going to a supplier's store and coming back with a cart."""
