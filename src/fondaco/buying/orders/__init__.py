"""Purchase orders: given a number, sent, and what the supplier says to them."""
