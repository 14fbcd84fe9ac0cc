"""Purchase requests: what somebody asks to have bought, from the returned cart to the order."""
