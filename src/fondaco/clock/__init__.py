"""When: what is due, run by the worker once, however many workers there are."""
