"""Lists of a group's members out of a spreadsheet: the members themselves, and what PS-2 says of them."""
