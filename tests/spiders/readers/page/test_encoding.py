import pytest

from spiders.readers.page.encoding import decode

PROSE = "蓝河公司今天发布了新的电商平台，这是该公司在国内市场的第一次尝试，有关负责人说，平台将于下月开放。"
TAIWAN = "藍河公司今天發佈了新的電商平臺，這是該公司在國內市場的第一次嘗試，負責人說，平臺將於下月開放。"


def page(text: str, charset: str, declared: str | None = None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text[:8]}</title></head><body><p>{text}</p></body></html>".encode(charset)


@pytest.mark.parametrize(
    ("text", "charset", "meta", "header", "outlet"),
    [
        (PROSE, "utf-8", None, None, None),
        (PROSE, "utf-8", "gb2312", "text/html; charset=gbk", "gbk"),
        (PROSE, "utf-8-sig", None, "text/html; charset=gbk", None),
        (PROSE, "gb18030", "gb2312", "text/html; charset=utf-8", None),
        (PROSE, "gb18030", "utf-8", "text/html; charset=utf-8", None),
        (PROSE, "gb18030", None, "text/html; charset=ISO-8859-1", None),
        (PROSE, "gb18030", None, None, None),
        (TAIWAN, "big5", "gb2312", "text/html; charset=gb2312", None),
        (TAIWAN, "big5", None, None, None),
        (TAIWAN, "big5", "utf-8", None, "big5"),
        (PROSE, "utf-16", None, None, None),
    ],
)
def test_the_bytes_decide_against_wrong_declarations(
    text: str, charset: str, meta: str | None, header: str | None, outlet: str | None
) -> None:
    decoded = decode(page(text, charset, meta), header, outlet)
    assert text in decoded.text
    assert not decoded.suspicious


def test_gb2312_means_gb18030() -> None:
    decoded = decode(page(PROSE + "镕喆㙍€", "gb18030", "gb2312"))
    assert decoded.encoding == "gb18030"
    assert "镕喆㙍€" in decoded.text


def test_a_lost_byte_is_flagged() -> None:
    decoded = decode(page(PROSE, "utf-8")[:150] + b"\xe5</p>" + page(PROSE, "utf-8"))
    assert decoded.encoding == "utf-8"
    assert PROSE in decoded.text
    assert decoded.suspicious


def test_a_page_of_another_script_is_read_as_it_declares() -> None:
    text = "Главные стройплощадки области приняли первых посетителей в понедельник утром."
    decoded = decode(page(text, "windows-1251", "windows-1251"))
    assert text in decoded.text
    assert not decoded.suspicious


def test_a_guess_is_flagged() -> None:
    decoded = decode("<p>Café Müller</p>".encode("latin-1"))
    assert decoded.suspicious
    assert "Café Müller" in decoded.text


def test_a_double_encoding_is_undone() -> None:
    stored = page(PROSE, "gb18030").decode("iso-8859-15").encode()
    assert PROSE in decode(stored, "text/html; charset=utf-8").text


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x00" * 50, b"\xef\xbb\xbf", bytes(range(256)) * 20])
def test_no_bytes_raise(body: bytes) -> None:
    decode(body, "text/html; charset=no-such", "hex")


@pytest.mark.parametrize(("charset", "foreign"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_box_in_another_encoding_leaves_the_page_legible(charset: str, foreign: str) -> None:
    foot = "关于本站与版权声明，白桥传媒出版的新闻"
    decoded = decode(page(PROSE, charset) + b"<div class=foot>" + foot.encode(foreign) + b"</div>")
    assert PROSE in decoded.text
    assert f"<div class=foot>{foot}</div>" in decoded.text
    assert decoded.suspicious


def test_a_lost_byte_leaves_the_rest_of_its_paragraph() -> None:
    for at in range(60, 80):
        body = page(PROSE, "utf-8")
        lost = body[:at] + body[at + 1 :]
        assert PROSE[20:] in decode(lost).text
