"""What the store sells: items, sellers and their offers, stock that is promised, and finding any of it."""
