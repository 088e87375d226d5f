"""When a document may be said to be absent."""

from casefiles.facts import CaseFile, Document, Fact, Listed, Media
from rules.answers import looked_at
from rules.looking import absent


def _case(*sources: str, listed: tuple[str, ...] = ()) -> CaseFile:
    case = CaseFile("卷")
    for source in sources:
        case.documents.append(Document(source, "", "CF_JD2", "行政处罚决定书", "行政处罚决定书"))
    if listed:
        toc = Document("目录", "", "GD_TOC", "卷内目录", "卷内目录")
        rows = [
            Fact(Listed(title, None, None, "", code), title) for title, code in map(_row, listed)
        ]
        toc.fields["listed"] = rows
        case.documents.append(toc)
    return case


def _row(code: str) -> tuple[str, str]:
    return f"文书{code}", code


def test_in_a_folder_what_is_not_there_is_absent_even_if_the_list_names_it() -> None:
    case = _case("1.docx", "2.docx", listed=("ZX_PJ", "CF_JD2", "SD_HZ"))
    assert absent(case, ["ZX_PJ"]) is True


def test_in_a_bound_file_what_the_list_names_may_stand_in_another_document() -> None:
    case = _case("卷.docx#1", "卷.docx#2", listed=("ZX_PJ", "CF_JD2", "SD_HZ"))
    assert absent(case, ["ZX_PJ"]) is None
    assert absent(case, ["CF_LA"]) is True
    assert absent(case, ["CF_JD2"]) is False


def test_a_paper_with_the_receipt_of_its_delivery_is_no_bound_file() -> None:
    case = _case("1.docx", "2.docx#1", "2.docx#2", listed=("ZX_PJ", "CF_JD2", "SD_HZ"))
    assert absent(case, ["ZX_PJ"]) is None
    case.documents[2].code = "SD_HZ"
    assert absent(case, ["ZX_PJ"]) is True


def test_a_photo_that_nobody_looked_at_may_show_a_document_and_a_recording_does_not() -> None:
    case = _case("1.docx")
    case.media.append(Media("现场.mp4", "视频", 1))
    assert absent(case, ["ZX_PJ"]) is True
    case.media.append(Media("照片/1.jpg", "照片", 1))
    assert absent(case, ["ZX_PJ"]) is None
    listed = _case("1.docx", listed=("CF_LA", "CF_JD2", "SD_HZ"))
    listed.media = case.media
    assert absent(listed, ["ZX_PJ"]) is True


def test_photos_are_told_among_what_was_not_read_but_not_all_of_many() -> None:
    case = _case("1.docx")
    case.media = [Media(f"照片/{n}.jpg", "照片", 1) for n in range(3)]
    assert looked_at(case, "票据").found.endswith("照片/0.jpg、照片/1.jpg、照片/2.jpg")
    case.media.append(Media("照片/9.jpg", "照片", 1))
    assert looked_at(case, "票据").found.endswith("照片/2.jpg、等4张照片")
