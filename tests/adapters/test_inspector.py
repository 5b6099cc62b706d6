"""What people upload is looked into before anything is stored: by content, in a limited child."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from PIL import Image

from mediation.adapters.inspector import Inspector
from mediation.rules.attachments import JPEG, PDF
from mediation.rules.errors import BadInput
from tests.uploads import (
    bomb_of_objects,
    paper,
    photo,
    picture_bomb,
    turned_by_a_word,
    with_a_file,
    with_a_filled_field,
    with_deep_arrays,
    with_launch_in_a_link,
    with_script,
    with_script_at_a_page,
    zip_bomb,
)


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    made = Inspector()
    yield made
    made.close()


def test_a_photo_is_kept_upright_and_without_what_the_camera_noted(inspector: Inspector) -> None:
    sent = photo(turned=True)
    found = inspector.inspect("IMG_1.jpg", sent)
    assert (found.media_type, found.pages) == (JPEG, 1)
    with Image.open(io.BytesIO(found.kept)) as kept:
        assert kept.size == (200, 320)
        assert not kept.getexif()
        assert kept.convert("RGB").getpixel((100, 20))[0] > 180  # the red half is on top now
        assert kept.convert("RGB").getpixel((100, 300))[1] > 230
    assert b"PHONE-MAKER" in sent
    assert b"PHONE-MAKER" not in found.kept
    assert found.sent_digest == hashlib.sha256(sent).hexdigest()


def test_a_thumb_is_small(inspector: Inspector) -> None:
    found = inspector.inspect("a.jpg", photo(size=(2000, 1500)))
    with Image.open(io.BytesIO(found.thumb)) as thumb:
        assert max(thumb.size) <= 240
    assert len(found.thumb) < 20_000


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "1", "I;16"])
def test_every_kind_of_png_is_kept(inspector: Inspector, mode: str) -> None:
    with Image.open(io.BytesIO(inspector.inspect("a.png", photo("PNG", mode=mode)).kept)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (320, 200))
        assert kept.convert("L").getpixel((310, 100)) > 200


def test_a_picture_larger_than_an_archive_asks_for_is_made_smaller(inspector: Inspector) -> None:
    with Image.open(io.BytesIO(inspector.inspect("a.jpg", photo(size=(5000, 2000))).kept)) as kept:
        assert max(kept.size) <= 3508


def test_a_pdf_is_kept_as_it_was_sent(inspector: Inspector) -> None:
    sent = paper(3)
    found = inspector.inspect("合同.pdf", sent)
    assert (found.media_type, found.pages, found.kept) == (PDF, 3, sent)


ENCRYPTED = pikepdf.Encryption(user="secret", owner="secret")
LOCKED = pikepdf.Encryption(user="", owner="secret")
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a script when it opens": (lambda: paper(1, with_script), "会自动执行的程序"),
    "a script at a page": (lambda: paper(1, with_script_at_a_page), "会自动执行的程序"),
    "a link that starts a program": (lambda: paper(1, with_launch_in_a_link), "会自动执行的程序"),
    "another file inside": (lambda: paper(1, with_a_file), "夹带了其他文件"),
    "a sum typed into a form": (lambda: paper(1, with_a_filled_field), "没有固定在页面上"),
    "a page that is turned by a word": (lambda: paper(1, turned_by_a_word), "内部结构不正常"),
    "arrays in arrays": (lambda: paper(1, with_deep_arrays), "内部结构不正常"),
    "a password": (lambda: paper(1, encryption=ENCRYPTED), "设有密码"),
    "an owner's password": (lambda: paper(1, encryption=LOCKED), "设有密码"),
    "no PDF at all": (lambda: b"%PDF-1.7\nthis is a letter\n%%EOF", "不是完好的 PDF"),
    "half a PDF": (lambda: paper(40)[:900], "不是完好的 PDF"),
    "objects that unpack to gigabytes": (lambda: bomb_of_objects(), "没有收下"),
    "501 pages": (lambda: paper(501), "501 页"),
    "a page of the web": (lambda: b"<html><script>alert(1)</script>", "只收图片"),
    "a drawing with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "只收图片",
    ),
    "a document that unpacks to gigabytes": (lambda: zip_bomb(), "只收图片"),
    "half a picture": (lambda: photo()[:700], "已损坏"),
    "a picture of zeroes": (lambda: b"\xff\xd8\xff" + b"\0" * 5000, "已损坏"),
    "a picture that unpacks to gigabytes": (lambda: picture_bomb(), "太大"),
    "nothing": (lambda: b"", "空的"),
}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(what, marks=pytest.mark.long) if what == "objects that unpack to gigabytes" else what
        for what in HOSTILE
    ],
)
def test_it_is_refused_with_a_plain_sentence(inspector: Inspector, what: str) -> None:
    make, says = HOSTILE[what]
    with pytest.raises(BadInput) as refused:
        inspector.inspect("材料.pdf", make())
    sentence = str(refused.value.message)
    assert says in sentence
    assert "「材料.pdf」" in sentence
    assert refused.value.problems[0].field == "files"


def test_its_name_counts_for_nothing(inspector: Inspector) -> None:
    assert inspector.inspect("合同.exe", paper()).media_type == PDF
    assert inspector.inspect("photo.pdf", photo()).media_type == JPEG


def test_a_child_that_takes_too_long_is_killed() -> None:
    slow = Inspector(time_limit=0.001)
    with pytest.raises(BadInput, match="时间太长"):
        slow.inspect("a.jpg", photo(size=(2000, 2000)))
    slow.close()


def test_a_child_without_memory_says_so_and_the_next_file_is_taken() -> None:
    poor = Inspector(memory_limit=250 * 1024**2)
    with pytest.raises(BadInput, match="内存太多"):
        poor.inspect("a.png", picture_bomb(10_500))
    assert poor.inspect("a.jpg", photo()).pages == 1
    poor.close()
