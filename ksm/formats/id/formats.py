"""Input formats without the month/day/year that Django's own Indonesian list accepts silently."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
