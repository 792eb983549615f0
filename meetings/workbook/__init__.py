"""A group's own records as they arrive in a spreadsheet, read and checked without any database."""
