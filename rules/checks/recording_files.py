"""The files of recordings beside the list that names them (音像记录清单)."""

from datetime import timedelta

from casefiles.facts import CaseFile, Document, Fact, Media, Recording, files_of, spoken
from rules.answers import Answer, Context, Evidence, evidence_of, judged, no, show, unknown, yes
from rules.checks import check

LIST = "GD_AVLIST"
Row = tuple[Document, Fact, Recording]
MINUTES = timedelta(minutes=2)  # beginning and end are written to the minute


def recordings(case: CaseFile) -> list[Row]:
    """Every row of the lists of recordings (音像记录清单)."""
    return [(d, f, f.value) for d in case.of(LIST) for f in d.all("recordings") if f.value]


def films(case: CaseFile) -> list[Media]:
    """The recordings in the case file, without its photos."""
    return [m for m in case.media if m.kind != "照片"]


def lasting(row: Recording, media: list[Media]) -> timedelta | None:
    """How long the files of a row run together; ``None`` where that is not known of all."""
    mine = files_of(row.name, media) if row.name else []
    seconds = [m.seconds for m in mine]
    if not mine or any(s is None for s in seconds):
        return None
    return timedelta(seconds=sum(s for s in seconds if s is not None))


def spare(case: CaseFile) -> list[Media]:
    """The recordings in the case file that no list names: they may be the rest of a listed one."""
    named = {m.name for _, _, r in recordings(case) for m in files_of(r.name, case.media)}
    return [m for m in films(case) if m.name not in named]


@check
def media_in_file(case: CaseFile, ctx: Context) -> Answer:
    """Whether recordings, or photos that a list of recordings names, lie in the case file as
    files; mostly they are kept elsewhere."""
    named = [m for _, _, r in recordings(case) for m in files_of(r.name, case.media) if r.name]
    found = films(case) or named
    return yes("、".join(m.name for m in found[:5])) if found else no("案卷里没有音像文件")


@check
def files_as_listed(case: CaseFile, ctx: Context, minutes: str) -> Answer:
    """The files are those that the list names: none missing, none altered or cut short, made on
    the day that the list gives. 否 only where the digest on the list is another one than that of
    the file; all else may have a good reason and is 疑点. ``minutes`` is the parameter for how
    much shorter than on the list a file may be."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f, r in recordings(case):
        mine = files_of(r.name, case.media) if r.name else []
        if not mine:
            # Photos on paper and films on a server, or the other way round, are no gap.
            alike = [m for m in case.media if (m.kind == "照片") == (r.file_kind == "照片")]
            if r.file_kind and alike:
                doubt.append(evidence_of(d, f, "在卷", "案卷里没有这个文件，可能另行存放"))
            continue
        wrong, unsure = _digests(r, mine, f.sure)
        unsure += _doubts(r, mine, ctx, minutes)
        if wrong:
            bad.append(evidence_of(d, f, "与清单登记的校验值相同", "；".join([*wrong, *unsure])))
        elif unsure:
            doubt.append(evidence_of(d, f, "与清单一致", "；".join(unsure)))
        else:
            good.append(evidence_of(d, f))
    rest = spare(case)
    lists = list(case.of(LIST))
    if rest and not lists:
        where = Evidence("全卷", found="；".join(m.told() for m in rest), expected="有音像记录清单")
        return unknown("案卷里有音像文件，没有读到音像记录清单", [where])
    doubt += [evidence_of(lists[0], None, "列入清单", m.told()) for m in rest]
    return judged(
        case,
        (bad, "音像文件与清单登记的校验值不同"),
        (doubt, "音像文件与清单对不上，请核对"),
        (good, "音像文件与清单一致"),
        missing="案卷里的音像文件与清单没有能对应的",
        looked_for="清单所列的音像文件",
    )


def _digests(row: Recording, mine: list[Media], sure: bool) -> tuple[list[str], list[str]]:
    """(what is wrong, what is doubtful) about the digests of a row; any of its files may be it."""
    wrong: list[str] = []
    doubtful: list[str] = []
    differing = [x for x in row.digests if not any(x in m.digests(x) for m in mine)]
    sure &= len(differing) == len(row.digests)  # else the file is the one meant
    for said in differing:
        names = "、".join(m.name for m in mine)
        shown = f"清单登记{said[:8]}…，{names}的是" + "、".join(
            f"{own[:8]}…" for m in mine for own in m.digests(said)
        )
        if sure and len(mine) == 1 and mine[0].all_digests(said):
            wrong.append(shown)
        else:
            doubtful.append(f"校验值没有核对上（{shown if mine[0].digests(said) else names}）")
    return wrong, doubtful


def _doubts(row: Recording, mine: list[Media], ctx: Context, minutes: str) -> list[str]:
    """What is doubtful about the files of a row besides their digests."""
    found = [f"{m.name}：{m.why}" for m in mine if m.broken]
    length, real = row.length, lasting(row, mine)
    if length is None and row.start and row.end and row.end > row.start:
        length = row.end - row.start
    if length is not None and real is not None and row.start is not None:
        value = ctx.lookup(minutes, row.start.date())
        slack = timedelta(minutes=int(str(value.value)) if value else 0)
        if real < length - max(slack, MINUTES):
            found.append(f"清单所列长{spoken(length)}，文件只有{spoken(real)}")
    for m in mine:
        if row.start is not None and m.days() and row.start.date() not in m.days():
            found.append(f"清单所列为{show(row.start)}，{m.told()}")
    return found
