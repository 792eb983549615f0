"""The whole system in one file, and back: what stands in the database, which is everything but the keys."""
