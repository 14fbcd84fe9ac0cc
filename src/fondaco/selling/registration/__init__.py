"""A company becomes a customer: what it says of itself, whether that is so, and who decides."""
