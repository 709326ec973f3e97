"""Makes the catalogues of the interface: ``python -m webapp.translations.compile``.

``zh_Hans`` is written by hand. ``zh_Hant`` is made from it by OpenCC (s2twp: Taiwan's characters and words), except for
the messages in ``corrections.tsv``, which a reader has put right. Both are compiled to ``.mo``, which is what runs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

HERE = Path(__file__).parent
_METHODS = [("cli/**.py", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
#: A fixed time, so that the same messages give the same files.
_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def used() -> set[str | tuple[str, str]]:
    """The messages that code and templates use; a pair where there is a plural form."""
    found = extract_from_dir(str(HERE.parent), _METHODS, {"**.html": {"trimmed": "true"}}, _KEYWORDS)
    return {message if isinstance(message, str) else (message[0], message[1]) for _file, _line, message, _, _ in found}


def path(locale: str, suffix: str) -> Path:
    """The file of a catalogue: ``.po`` or ``.mo``."""
    return HERE / locale / "LC_MESSAGES" / f"messages{suffix}"


def simplified() -> Catalog:
    """The catalogue that is written by hand."""
    with path("zh_Hans", ".po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def traditional(source: Catalog) -> Catalog:
    """The catalogue in traditional characters, made from that in simplified ones."""
    convert = OpenCC("s2twp").convert
    made = _catalogue("zh_Hant")
    for message in _messages(source):
        text = corrections().get(_key(message)) or convert(_text(message))
        made.add(message.id, (text,) if message.pluralizable else text)
    return made


@cache
def corrections() -> dict[str, str]:
    """Message -> its text in traditional characters, where conversion does not give what a reader expects."""
    with (HERE / "corrections.tsv").open(encoding="utf-8", newline="") as file:
        return {row["message"]: row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def files() -> dict[Path, bytes]:
    """What every file that is made should hold."""
    source = _catalogue("zh_Hans")
    for message in _messages(simplified()):
        source.add(message.id, message.string)
    made = traditional(source)
    return {
        path("zh_Hans", ".mo"): _written(write_mo, source),
        path("zh_Hant", ".po"): _written(write_po, made),
        path("zh_Hant", ".mo"): _written(write_mo, made),
    }


def _catalogue(locale: str) -> Catalog:
    return Catalog(
        locale, project="Zhishu", version="1", copyright_holder="Zhishu", creation_date=_TIME, revision_date=_TIME,
        last_translator="Zhishu", language_team="Zhishu", fuzzy=False, header_comment=f"# {locale}",
    )  # fmt: skip


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in sorted(catalogue, key=_key) if message.id)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _text(message: Message) -> str:
    text = message.string or ""
    return text if isinstance(text, str) else text[0]


def _written(write: object, catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    if write is write_po:
        write_po(out, catalogue, sort_output=True, no_location=True, width=120)
    else:
        write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Write all files that are made."""
    for target, content in files().items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main()
