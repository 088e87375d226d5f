"""Walking the chain: was anything in the log changed, deleted, inserted, reordered or cut off?"""

from dataclasses import dataclass, field

from enforcement.store.log import START, Reading, chained

MOST = 50  # mistakes told one by one


@dataclass(slots=True)
class Audit:
    """What was found: how many events were walked, the last one, and every break."""

    count: int = 0
    hash: str = START
    broken: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def sound(self) -> bool:
        """Whether the chain holds from the first event to the head."""
        return not self.broken

    def say(self, text: str) -> None:
        """Note a break; beyond ``MOST`` they are only counted."""
        if len(self.broken) < MOST:
            self.broken.append(text)
        else:
            self.more += 1


def verify(session: Reading, noted: tuple[int, str] | None = None) -> Audit:
    """Walk the whole chain. ``noted`` is the number and hash of an event written down elsewhere:
    the only way to find that somebody rewrote the chain with all its hashes."""
    found = Audit()
    versions: dict[str, int] = {}
    last = 0
    seen = START if noted is not None and noted[0] == 0 else ""
    for e in session.log():
        if e.seq != last + 1:
            found.say(f"第{last + 1}条到第{e.seq - 1}条没有了，或者次序被动过")
        if e.prev != found.hash:
            found.say(f"第{e.seq}条接不上前一条：中间有增、删或者换位")
        if chained(e) != e.hash:
            found.say(f"第{e.seq}条的内容与它的哈希不符：被改过")
        if e.version != versions.get(e.stream, 0) + 1:
            found.say(f"第{e.seq}条是“{e.stream}”的第{e.version}步，与前面不连续")
        versions[e.stream] = e.version
        found.count, found.hash, last = found.count + 1, e.hash, e.seq
        if noted is not None and e.seq == noted[0]:
            seen = e.hash
    number, head = session.head()
    if (number, head) != (last, found.hash):
        found.say(f"末端标记是第{number}条，记录却到第{last}条为止：尾部被截去或者增加")
    if noted is not None and seen != noted[1]:
        says = "与抄下的哈希不同" if seen else "已经没有了"
        found.say(f"第{noted[0]}条{says}：记录在抄下以后被改写或者截去")
    return found
