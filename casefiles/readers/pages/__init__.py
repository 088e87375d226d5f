"""Pages on which words and lines stand somewhere: PDFs, and what scans share with them."""
