"""Word files, new and old: parts, paragraphs, tables, numbering to blocks of text."""
