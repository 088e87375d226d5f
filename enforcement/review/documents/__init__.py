"""Documents of a round: Word files from templates that a bureau edits, and a workbook of lists."""
