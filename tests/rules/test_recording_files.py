"""The files of recordings beside their list, where scenarios cannot say how sure a reading is."""

from datetime import datetime, timedelta

from casefiles.facts import CaseFile, Document, Fact, Media, Recording
from rules.answers import Context
from rules.checks.recording_files import files_as_listed, lasting
from rules.parameters import Parameters
from rules.registers import Registers

START = datetime(2025, 5, 6, 9, 8)


def answer(row: Recording, *media: Media, sure: bool = True) -> bool | None:
    listed = Document("清单.docx", "", "GD_AVLIST", "音像记录清单", "音像记录清单")
    listed.fields["recordings"] = [Fact(row, row.name, sure=sure)]
    case = CaseFile("案", [listed], [], list(media))
    return files_as_listed(case, Context(Parameters.load(), Registers()), "av_tolerance").value


def test_a_digest_that_was_read_with_doubt_says_nothing_for_sure() -> None:
    row = Recording("A.mp4", START, None, digests=("a" * 64,))
    film = Media("A.mp4", "视频", 1, sha256="b" * 64, sm3="c" * 64)
    assert answer(row, film) is False
    assert answer(row, film, sure=False) is None
    assert answer(Recording("A.mp4", START, None, digests=("c" * 64,)), film, sure=False) is True


def test_the_length_that_the_list_gives_goes_before_its_times() -> None:
    film = Media("A.mp4", "视频", 1, seconds=40 * 60)
    end = START + timedelta(minutes=44)
    assert answer(Recording("A.mp4", START, end), film) is True
    row = Recording("A.mp4", START, end, length=timedelta(minutes=50))
    assert answer(row, film) is None


def test_files_of_one_row_run_one_after_another() -> None:
    row = Recording("A1.mp4、A2.mp4", START, None)
    one, two = (Media(f"A{n}.mp4", "视频", 1, seconds=60) for n in (1, 2))
    assert lasting(row, [one, two]) == timedelta(minutes=2)
    assert lasting(row, [one, Media("A2.mp4", "视频", 1)]) is None
    assert lasting(Recording("", START, None), [one]) is None
