"""The publication text of a decision (公示文本), and whether a given one gives away too much."""
