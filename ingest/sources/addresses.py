"""Web addresses: which are allowed, how they are written, what a file from one is called."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from ingest.sources.trouble import FetchFailed

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
_MOST_CHARS = 2_000
_MOST_NAME_CHARS = 100
_MOST_NAME_BYTES = 160  # file systems take 255
# What may stand in a path or query besides letters and digits; "%" is there already.
_SAFE = "/%:@!$&'()*+,;=~-._"
# IPv6 networks whose addresses carry one of IPv4 within: where that begins, in bits from the right.
_CARRIERS: tuple[tuple[ipaddress.IPv6Network, int], ...] = (
    (ipaddress.IPv6Network("::/96"), 0),  # compatible, RFC 4291 2.5.5.1
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),  # mapped, 2.5.5.2
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)
_NEVER = (
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # NAT64 of one's own network, RFC 8215
    ipaddress.IPv6Network("2001::/32"),  # Teredo, which tunnels to anywhere, RFC 4380
    ipaddress.IPv6Network("fec0::/10"),  # site-local, RFC 3879
)


def is_address(name: str) -> bool:
    """Whether an input of ``prassi ingest`` is an address and not a path."""
    return "://" in name


def normal(address: str) -> str:
    """Return an address as it is asked for: no fragment, plain characters, a lower-case host.

    Raises FetchFailed if it is none, is not http or https, or carries a password.
    """
    parts = _split(address)
    host = _host(parts)
    port = f":{parts.port}" if parts.port not in (None, _PORTS[parts.scheme]) else ""
    path = quote(parts.path or "/", safe=_SAFE)
    return urlunsplit(
        (parts.scheme, f"{host}{port}", path, quote(parts.query, safe=_SAFE + "?"), "")
    )


def joined(base: str, place: str) -> str:
    """Return where a place named at an address leads, as :func:`normal`. Raises FetchFailed."""
    try:
        return normal(urljoin(base, place.strip()))
    except ValueError as error:
        raise FetchFailed(f"it is no web address ({error})") from error


def _split(address: str) -> SplitResult:
    if len(address) > _MOST_CHARS or re.search(r"[\x00-\x20\x7f\ud800-\udfff]", address):
        raise FetchFailed("it is no web address")
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise FetchFailed(f"it is no web address ({error})") from error
    if parts.scheme not in _PORTS:
        raise FetchFailed("only addresses that begin with http:// or https:// can be read")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed("addresses with a user name or password in them are not read")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if not re.fullmatch(r"[a-z0-9_.-]+", plain):
        raise FetchFailed("it names no host")
    return plain


def origin_of(address: str) -> str:
    """Return scheme, host and port of a normal address, as in ``https://example.org``."""
    return "/".join(address.split("/", 3)[:3])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses lie on the same host, with or without ``www.``, on the same port."""
    first, second = urlsplit(one), urlsplit(other)
    names = [(parts.hostname or "").removeprefix("www.") for parts in (first, second)]
    ports = [parts.port or _PORTS.get(parts.scheme) for parts in (first, second)]
    usual = all(port in _PORTS.values() for port in ports)
    return names[0] == names[1] and (usual or ports[0] == ports[1])


def resolved(host: str, port: int, *, private: bool) -> list[IP]:
    """Return the addresses of a host that may be connected to; all of them with ``private``.

    Raises FetchFailed if the name is unknown or has only addresses that are not public.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"the host {host} is not known ({error})", passing=True) from error
    numbers = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    allowed = [number for number in dict.fromkeys(numbers) if private or is_public(number)]
    if not allowed:
        raise FetchFailed(
            f"{host} is an address of this machine or of a private network, and not read"
            " (--allow-private allows it)"
        )
    return allowed


def is_public(number: IP) -> bool:
    """Whether an address can be reached by anybody: not private, loopback, link-local, multicast.

    Addresses of IPv6 that carry one of IPv4 are judged by that.
    """
    if isinstance(number, ipaddress.IPv6Address):
        if any(number in network for network in _NEVER):
            return False
        for network, shift in _CARRIERS:
            if number in network:
                carried = ipaddress.IPv4Address((int(number) >> shift) & 0xFFFF_FFFF)
                return is_public(carried)
    return number.is_global and not number.is_multicast and not number.is_reserved


def file_name(address: str, headers: Mapping[str, str], suffix: str) -> str:
    """Return what to call the file at an address: as the server says, else by its path."""
    disposition = headers.get("content-disposition", "")
    named = re.search(r"filename\*\s*=\s*utf-8''([^;]+)", disposition, re.IGNORECASE)
    plain = re.search(r'filename\s*=\s*(?:"([^"]+)"|([^;\s]+))', disposition, re.IGNORECASE)
    if named:
        stem = unquote(named.group(1))
    elif plain:
        stem = plain.group(1) or plain.group(2)
    else:
        stem = _name_in(address)
    name = clean_name(stem)
    if not name.lower().endswith(suffix):
        name = clean_name(PurePosixPath(name).stem if _is_page(name) else name) + suffix
    return name


def _name_in(address: str) -> str:
    parts = urlsplit(address)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    if last and not (parts.query and _is_page(last)):
        return last
    asked = "-".join(part for pair in parse_qsl(parts.query) for part in pair)
    return f"{PurePosixPath(last).stem}-{asked}".strip("-") or (parts.hostname or "page")


def _is_page(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (".php", ".asp", ".aspx", ".jsp", ".cgi", ".html")


def clean_name(name: str) -> str:
    """Return a text as the name of a file: no separators, nothing hidden, not too long."""
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"[\s/\\:*?\"<>|\x00-\x1f\x7f]+", "-", text).strip("-. ~$")
    path = PurePosixPath(text or "document")
    suffix = path.suffix if len(path.suffix) <= 10 else ""
    stem = path.name.removesuffix(suffix)[:_MOST_NAME_CHARS].encode("utf-8", "replace")
    return stem[:_MOST_NAME_BYTES].decode("utf-8", "ignore") + suffix
