"""``python -m enforcement.review.documents.drafting 文件夹``."""

import sys
from pathlib import Path

from enforcement.review.documents.drafting import draft

draft(Path(sys.argv[1]))
