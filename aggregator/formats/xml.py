"""Elements and documents of the XML feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"


def element(name: str, namespace: str | None, prefixes: dict[str | None, str], **attributes: str) -> _Element:
    """Return a root element with the prefixes of its document."""
    from lxml import etree  # here, so that `--help` stays quick

    return etree.Element(_qualified(name, namespace), attributes, nsmap=prefixes)  # type: ignore[arg-type]


def add(
    parent: _Element, name: str, text: str | None = None, namespace: str | None = None, **attributes: str
) -> _Element:
    """Append an element to `parent` and return it; its text and attributes are escaped."""
    from lxml import etree

    child = etree.SubElement(parent, _qualified(name, namespace), attributes)
    child.text = text
    return child


def document(root: _Element) -> str:
    """Write a document as indented text that declares UTF-8."""
    from lxml import etree

    written: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}'


def _qualified(name: str, namespace: str | None) -> str:
    return f"{{{namespace}}}{name}" if namespace else name
