"""The suppliers one can shop at, each with its connection."""
