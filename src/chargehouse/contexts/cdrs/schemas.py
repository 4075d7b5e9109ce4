"""What the REST API of CDRs takes; what it gives stands in `public`."""

import msgspec


class CreditCdr(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a CDR is taken back: everybody who may see CDRs reads it."""

    reason: str
