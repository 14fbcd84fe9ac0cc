"""The purchasing desk: the company that punches out, approves and orders."""
