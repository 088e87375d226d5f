"""Files on disk to blocks of text with anchors: the only place that knows file formats."""
