"""Who asks: the address of the visitor, also behind proxies that we trust (TRUSTED_PROXIES)."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings


def client_address(meta: Mapping[str, str]) -> str:
    """Of the META of a request: the last address that no trusted proxy vouches for; "0.0.0.0" when there is none (a socket)."""
    chain = [meta.get("REMOTE_ADDR", ""), *reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(","))]
    client = "0.0.0.0"  # noqa: S104 -- stands for nobody
    for text in chain:
        address = _parse(text)
        if address is None:
            break
        client = str(address)
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            break
    return client


def household(address: str) -> str:
    """What one person can change at will counts as one address: of IPv6 the network of 64 bits."""
    if isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
