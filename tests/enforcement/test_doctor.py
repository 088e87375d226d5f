"""What the report on the installation says of parts that may be missing."""

import pytest

from casefiles.readers import media, ocr
from enforcement import doctor


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("COLUMNS", "300")
    code = doctor.report()
    return code, capsys.readouterr().out


def test_parts_that_may_be_missing_are_no_fault_and_their_cost_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "mediainfo", lambda: None)
    monkeypatch.setattr(media, "can_sm3", lambda: False)
    monkeypatch.setattr(ocr, "missing", lambda: "本机没有安装文字识别组件")
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    code, text = said(capsys, monkeypatch)
    assert code == 0
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert "没有" in lines["可选：文字识别（ocr）"]
    assert "待人工" in lines["可选：文字识别（ocr）"]
    assert "anjuan[media]" in lines["可选：音像时长（media）"]
    assert "SM3 不核对" in lines["可选：SM3"]
    assert "anjuan[cluster]" in lines["可选：集群（cluster）"]


def test_parts_that_are_there_are_told_as_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "mediainfo", lambda: object())
    monkeypatch.setattr(media, "can_sm3", lambda: True)
    monkeypatch.setattr(ocr, "missing", lambda: "")
    monkeypatch.setattr(doctor, "find_spec", lambda name: object())
    code, text = said(capsys, monkeypatch)
    assert code == 0
    optional = [line for line in text.splitlines() if "可选" in line]
    assert len(optional) == 4
    assert not [line for line in optional if "没有" in line]


def test_a_needed_part_that_is_missing_is_a_fault(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", (("anjuan-no-such-package", "读取"),))
    code, text = said(capsys, monkeypatch)
    assert code == 2
    assert "没有安装" in text
