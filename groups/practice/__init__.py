"""Practice groups: one for each facilitator, with made-up people, counted nowhere."""
