"""A whole group as the workbook that import takes."""
