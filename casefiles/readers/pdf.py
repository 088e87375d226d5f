"""stub"""
from casefiles.model import Reading, Unreadable


def read_pdf(data: bytes) -> Reading:
    raise Unreadable("暂不能读取")
