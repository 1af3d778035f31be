"""Decision tables out of the rule book and back: as a workbook that a clerk edits, and as DMN for other engines."""
