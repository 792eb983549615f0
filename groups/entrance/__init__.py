"""The way in: who knocks from where, how often, and how long a session lasts."""
