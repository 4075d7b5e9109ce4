"""Which addresses may be connected to: public ones, unless the installation allows others."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

NOT_PUBLIC: Final = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
"""IANA's special-purpose registry of IPv4 (RFC 6890), multicast, and what is reserved."""

PUBLIC_6: Final = IPv6Network("2000::/3")
NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Within the space of public IPv6: protocols' own, documentation, and tunnels (Teredo, 6to4)."""


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet.

    Whatever carries another address inside it (IPv4-mapped, NAT64, 6to4, Teredo) is not, since
    it leads where the other one does.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC)
    if address.scope_id is not None or address not in PUBLIC_6:
        return False
    return not any(address in network for network in NOT_PUBLIC_6)


def rule(*, allow_private: bool) -> Callable[[Address], bool]:
    """Return what tells whether an address may be connected to."""
    return (lambda _: True) if allow_private else is_public


def literal(host: str) -> Address | None:
    """Return the address that a URL's host is, or None for a name; brackets are left out."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def looks_numeric(host: str) -> bool:
    """Tell whether a host would be read as a number: `127.1`, `0x7f000001`, `2130706433`."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last.isdigit() or last.startswith("0x")
