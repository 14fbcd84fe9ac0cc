"""Orders that recur, quoted anew each time."""
