"""Who has to approve what: rules, their versions, and the way through them."""
