"""Settings in OCPP 1.6: GetConfiguration and ChangeConfiguration, by names."""

from collections.abc import Sequence
from typing import Any, Final

from chargehouse.contexts.access.public.freevend import Outcome
from chargehouse.gateway.freevend.settings import Facts, Value
from chargehouse.gateway.questions import Asked

VERDICTS: Final[dict[str, Outcome]] = {
    "Accepted": "accepted",
    "Rejected": "rejected",
    "RebootRequired": "reboot_required",
    "NotSupported": "not_supported",
}
PRE_AUTHORIZE: Final = "LocalPreAuthorize"
CACHE: Final = "AuthorizationCacheEnabled"
LIST: Final = "LocalAuthListEnabled"
OFFLINE_UNKNOWN: Final = "AllowOfflineTxForUnknownId"


class Settings16:
    """How OCPP 1.6 reads and writes settings."""

    asked_too = (PRE_AUTHORIZE, CACHE, LIST, OFFLINE_UNKNOWN)

    def read(self, keys: Sequence[str]) -> Asked:
        """Return the request for named keys; there is always one, for none would mean all."""
        return "GetConfiguration", {"key": list(keys)}

    def values(self, answer: Any) -> dict[str, Value]:  # noqa: ANN401  the answer's struct
        """Return what was told, by names in lower case; unknown keys are left out."""
        return {
            pair.key.lower(): Value(pair.value or "", pair.key, fixed=pair.readonly)
            for pair in answer.configuration_key or ()
        }

    def write(self, key: str, value: str) -> Asked:
        """Return the request that sets a key."""
        return "ChangeConfiguration", {"key": key, "value": value}

    def verdict(self, answer: Any) -> Outcome:  # noqa: ANN401  the answer's struct
        """Return how a request to set was answered."""
        return VERDICTS[answer.status]

    def facts(self, facts: Facts) -> Facts:
        """Add what the settings say of how it decides."""
        if facts.flag(PRE_AUTHORIZE) and not facts.denies(CACHE):
            facts.gaps.append("pre_authorises")
        elif facts.flag(PRE_AUTHORIZE) and not facts.denies(LIST):
            facts.gaps.append("trusts_its_list")
        if facts.flag(OFFLINE_UNKNOWN):
            facts.gaps.append("unknown_let_in_offline")
        return facts
