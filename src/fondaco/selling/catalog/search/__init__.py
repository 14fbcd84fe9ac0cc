"""Finding items: a port, and tantivy behind it."""
