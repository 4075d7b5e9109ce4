"""Where requests come from, for those who count them."""

import ipaddress
from typing import Final

IPV6_NETWORK_BITS: Final = 64


def place_of(address: str) -> str:
    """Return an address, and of IPv6 its network, since one machine has so many there.

    An IPv4 address written as one of IPv6 (`::ffff:192.0.2.1`) is itself.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{parsed}/{IPV6_NETWORK_BITS}", strict=False))
