"""What can go wrong with the store, told in one Chinese sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_UNCHANGED = "；没有改动任何内容"

_SAYS = (
    (("disk is full", "no space left", "diskfull", "disk i/o error", "could not extend"),
     "写不进数据库：磁盘满了，或者磁盘有错；请腾出空间后重办"),
    (("is locked", "table is locked", "lock timeout"),
     "数据库正忙，别的程序正在写，等了一会仍没有轮到；请稍后重办"),
    (("readonly", "read-only", "permission denied"),
     "数据库只能读不能写；请检查文件夹的权限"),
    (("unable to open",), "打不开数据库文件；请检查路径和权限"),
    (("not a database", "malformed"), "数据库文件坏了或者不是数据库；请从备份恢复"),
    (("password", "authentication"), "数据库不接受这个用户或者密码；请检查 ANJUAN_DATABASE_URL"),
    (("does not exist",), "数据库里没有要找的库或者表；请检查 ANJUAN_DATABASE_URL"),
    (("events are never changed",), "记录只能增加，不能修改或者删除"),
)  # fmt: skip
_LOST = "与数据库的连接断了；请检查网络和数据库服务后重办"


class StoreError(Exception):
    """The store cannot do it; the message says what happened and what to do."""


class Moved(StoreError):
    """Somebody else wrote to the stream in between."""


def explain(error: SQLAlchemyError, what: str = _UNCHANGED) -> StoreError:
    """The error of the database in Chinese; nothing of the statement or its values is told."""
    if isinstance(error, DBAPIError):
        text = str(error.orig).lower()
        for signs, says in _SAYS:
            if any(s in text for s in signs):
                return StoreError(says + what)
        if error.connection_invalidated or type(error.orig).__name__ == "OperationalError":
            return StoreError(_LOST + what)
        return StoreError(f"数据库出错（{type(error.orig).__name__}）{what}")
    return StoreError(f"数据库出错（{type(error).__name__}）{what}")


@contextmanager
def told(what: str = _UNCHANGED) -> Iterator[None]:
    """Errors of the database leave as ``StoreError``."""
    try:
        yield
    except SQLAlchemyError as error:
        raise explain(error, what) from error
