"""The key of what is encrypted: whether it is the right one, and a new one in its place."""
