"""The tables. ``events`` is the record; every other table can be thrown away and rebuilt from it.

A row of a read table belongs to one ``stream`` (a round, a case file, a waiver …): it is replaced,
together with the events that changed it, in one transaction. Marks are floats here because they
are shown and averaged; the exact decimals are in the events.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null)


def _owner() -> Column[str]:
    return Column("stream", Text, nullable=False, index=True)  # rows are replaced by it


events = Table(
    "events",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", String(80), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, 3 … within the stream
    Column("kind", String(40), nullable=False),
    Column("at", String(32), nullable=False),  # ISO 8601, UTC, with microseconds
    _text("who"),
    _text("unit"),
    _text("why"),
    _text("data"),  # canonical JSON of the payload
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("stream", "version"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    _owner(),
    _text("round", key=True),
    _text("name"),
    _text("state"),
    _text("organiser"),
    _text("period_from"),
    _text("period_to"),
    _text("standard"),
    _text("standard_version"),
    _text("standard_hash"),
    _text("ruleset"),
    _text("planned_at"),
    _text("seed", null=True),
    _text("draw", null=True),  # SHA-256 of the draw record among the originals
    _text("announced_at", null=True),
    Column("version", Integer, nullable=False),
)

# One row per case file of a round.
case_files = Table(
    "case_files",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("round"),
    _text("agency"),
    _text("office"),  # 承办机构, empty where unknown
    _text("number"),
    _text("party"),
    _text("enforcement_type"),
    _text("procedure"),
    _text("decision_date", null=True),  # ISO
    _text("path"),
    Column("arrival", Integer, nullable=False),  # which version of the case file: 1, 2 …
    _text("digest"),
    _text("assessment"),  # SHA-256 among the originals
    _text("state"),
    Column("drawn", Boolean, nullable=False),
    Column("machine_total", Float),
    _text("machine_grade", null=True),
    Column("total", Float),  # final, null before 已终评
    _text("grade", null=True),
    Column("vetoes", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),  # findings that count
    Column("waived", Integer, nullable=False),
    Column("suspected", Integer, nullable=False),  # what the program pointed at
    Column("supervised", Boolean, nullable=False),
    Column("fine", Float),
    _text("received_at"),
    _text("graded_at", null=True),
    Column("version", Integer, nullable=False),
    Index("ix_case_files_round", "round", "agency"),
)

# One row per finding: the program's 疑点 and what reviewers added. ``status`` is what stands now:
# 疑点, 采纳, 不采纳, 不适用, 豁免. Readings not yet open to each other do not show.
findings = Table(
    "findings",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("finding", key=True),  # the fingerprint
    _text("round"),
    _text("agency"),
    _text("rule"),  # empty for a reviewer's own finding
    _text("area"),  # GS, JL, FZ … (first letters of the rule); 其他 for a reviewer's own
    _text("item"),  # item of the standard, where known
    _text("document"),  # kind of document, 全卷 for the whole
    _text("origin"),  # 程序 | 评查人
    _text("verdict"),  # fail | needs_review
    Column("occurrences", Integer, nullable=False),
    _text("message"),
    _text("status"),
    Column("veto", Boolean, nullable=False),
    Column("points", Float, nullable=False),  # marks it cost in the machine score or by a person
    Index("ix_findings_round", "round", "status", "rule"),
    Index("ix_findings_same", "finding"),
)

# One row per reviewer of a case file.
readings = Table(
    "readings",
    metadata,
    _owner(),
    _text("file", key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),  # 1, 2
    _text("round"),
    _text("agency"),
    _text("reviewer"),
    _text("unit"),
    _text("state"),  # 未开始 | 评查中 | 已提交
    _text("submitted_at", null=True),
    Column("total", Float),  # null until both are submitted
    _text("grade", null=True),
    Index("ix_readings_round", "round", "reviewer"),
)

# What was decided on a finding, by stage: 初评 (one row per reviewer, only once both are
# submitted), 合议, 复核.
decisions = Table(
    "decisions",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("stage", key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),  # 0 for a panel
    _text("finding", key=True),
    _text("round"),
    _text("agency"),
    _text("rule"),
    _text("reviewer"),
    _text("decision"),  # 采纳 | 不采纳 | 不适用
    _text("reason"),
    _text("at"),
    Index("ix_decisions_round", "round", "stage", "rule"),
)

# What a person settled under an item of the standard (same stages and blindness).
judgements = Table(
    "judgements",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("stage", key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    _text("item", key=True),
    _text("round"),
    _text("agency"),
    _text("reviewer"),
    Column("lost", Float),  # null: the item is not applicable
    _text("reason"),
    _text("at"),
)

objections = Table(
    "objections",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("round"),
    _text("agency"),
    _text("at"),
    _text("by"),
    _text("text"),
    _text("due"),
    _text("outcome", null=True),  # 维持 | 变更
    _text("decided_at", null=True),
    _text("decided_by", null=True),
)

# One row per rectification notice (整改通知书).
notices = Table(
    "notices",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("round"),
    _text("agency"),
    _text("number"),
    _text("issued_at"),
    _text("due"),  # ISO date, last day
    _text("holder"),  # unit that has to act now
    _text("state"),  # 整改中 | 待复查 | 已销号
    Column("findings", Integer, nullable=False),
    Column("returned", Integer, nullable=False),  # times sent back
    Column("climbed", Integer, nullable=False),  # levels climbed because overdue
    _text("handled_at", null=True),
    _text("closed_at", null=True),
    Column("on_time", Boolean),  # null until handled: first proof on or before the due day
    Index("ix_notices_round", "round", "state"),
)

supervisions = Table(
    "supervisions",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("number", key=True),
    _text("round"),
    _text("agency"),
    _text("at"),
    _text("text"),
    _text("closed_at", null=True),
)

waivers = Table(
    "waivers",
    metadata,
    _owner(),
    _text("waiver", key=True),
    _text("agency"),
    _text("rule"),
    _text("finding"),  # fingerprint
    _text("reason"),
    _text("author"),
    _text("approver", null=True),
    _text("approved_at", null=True),
    _text("expires"),  # ISO date, last day
    _text("state"),  # 待批准 | 已批准 | 已撤销
)

# Hidden gold files: what ought to be decided on each finding.
gold = Table(
    "gold",
    metadata,
    _owner(),
    _text("file", key=True),
    _text("finding", key=True),
    _text("round"),
    _text("decision"),
    _text("by"),
    _text("at"),
)

READ: dict[str, Table] = {
    t.name: t
    for t in (
        rounds,
        case_files,
        findings,
        readings,
        decisions,
        judgements,
        objections,
        notices,
        supervisions,
        waivers,
        gold,
    )
}
