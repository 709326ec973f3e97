"""Addresses in manifests: whether one leads into the own network. None is ever opened, wherever it leads.

An address is kept so that browsers of readers can follow it; one that leads to the machine or the network of whoever
follows it is left out, unless the description of the dataset allows its host.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

#: Names that are resolved within a network only (RFC 6761, RFC 6762, RFC 8375 and what routers use).
_INSIDE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
_MOST = 2_000


def refusal(address: str, allowed: Collection[str] = ()) -> str:
    """Why an address is not kept; empty for one that is.

    >>> refusal("http://127.0.0.1/iiif/1"), refusal("https://example.org/iiif/1")
    ('127.0.0.1 is inside the network', '')
    >>> refusal("http://2130706433/"), refusal("http://[::1]/x"), refusal("file:///etc/hosts")
    ('2130706433 is inside the network', '::1 is inside the network', 'it is not an http(s) address')
    >>> refusal("http://iiif.local/1", ["iiif.local"])
    ''
    """
    if len(address) > _MOST:
        return f"it is longer than {_MOST:,} characters"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError as error:
        return f"it is no address: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return "it is not an http(s) address"
    if host in {each.lower() for each in allowed}:
        return ""
    return f"{host} is inside the network" if _is_inside(host) else ""


def _is_inside(host: str) -> bool:
    number = _number(host)
    if number is not None:
        return not number.is_global or number.is_multicast
    return "." not in host or any(host.endswith(f".{name}") for name in _INSIDE)


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a host is: as usual, or one of the other forms that programs take for one (0x7f.1)."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _old_form(host)
    if isinstance(found, ipaddress.IPv6Address):
        return found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1] or found
    return found


def _old_form(host: str) -> ipaddress.IPv4Address | None:
    """One to four numbers in decimal, octal (0177) or hexadecimal (0x7f), the last filling what is left."""
    parts = host.split(".")
    if len(parts) > 4:
        return None
    numbers = []
    for part in parts:
        try:
            numbers.append(
                int(part, 16 if part.startswith("0x") else 8 if part.startswith("0") and part != "0" else 10)
            )
        except ValueError:
            return None
    value = 0
    for at, number in enumerate(numbers[:-1]):
        value += min(number, 255) << (24 - 8 * at)
    total = value + numbers[-1]
    return ipaddress.IPv4Address(total) if 0 <= total < 1 << 32 else None
