"""From where somebody asks: as the trusted proxies saw it, never as the asker says."""

import ipaddress

from django.conf import settings

UNKNOWN = ""  # a unix socket without a proxy that names addresses: nobody is told from anybody by it
HOME = 64  # bits of an IPv6 address that belong to one household or office


def client_address(request) -> str:
    """The address of who asks; UNKNOWN where nobody that is trusted names one.

    Each of the `TRUSTED_PROXIES` proxies adds the address that it saw to `X-Forwarded-For`. What stands
    before those was sent by the asker himself and counts for nothing.
    """
    count = settings.TRUSTED_PROXIES
    if not count:
        return _plain(request.META.get("REMOTE_ADDR", UNKNOWN))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return _plain(hops[-count]) if len(hops) >= count else UNKNOWN


def _plain(address: str) -> str:
    """One spelling of an address; of IPv6 the network, for whoever has one address there has them all."""
    try:
        known = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:45]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, HOME), strict=False))
