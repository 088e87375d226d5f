"""stub"""
from casefiles.model import Reading, Unreadable


def read_text(data: bytes) -> Reading:
    raise Unreadable("暂不能读取")
