"""A believable demo programme, built through the same functions that the screens use."""
