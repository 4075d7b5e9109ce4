"""What the REST API of what partners told us takes; what it gives stands in `public`."""

import msgspec


class NewPull(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a partner's lists are read from the beginning, or from where the last reading ended.

    A whole reading writes over what is kept, and notes what is listed no more.
    """

    whole: bool = True
