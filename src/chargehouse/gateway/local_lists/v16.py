"""Local lists in OCPP 1.6."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chargehouse.contexts.access.public.local_lists import ListFacts
from chargehouse.gateway.local_lists.words import Person, flag, number
from chargehouse.gateway.questions import Asked

PROFILES: Final = "SupportedFeatureProfiles"
PROFILE: Final = "localauthlistmanagement"
ENABLED: Final = "LocalAuthListEnabled"
ROOM: Final = "LocalAuthListMaxLength"
ITEMS: Final = "SendLocalListMaxLength"
BEFORE_ASKING: Final = "LocalPreAuthorize"
OFFLINE: Final = "LocalAuthorizeOffline"
OFFLINE_UNKNOWN: Final = "AllowOfflineTxForUnknownId"
KEYS: Final = (PROFILES, ENABLED, ROOM, ITEMS, BEFORE_ASKING, OFFLINE, OFFLINE_UNKNOWN)


class Words16:
    """How OCPP 1.6 speaks of local lists. It sends no type of an identifier."""

    version_request: Asked = ("GetLocalListVersion", {})
    longest_group = 20

    def facts_request(self) -> Asked:
        """Return the request for named keys; never for all, on which some firmware crashes."""
        return "GetConfiguration", {"key": list(KEYS)}

    def settings(self, answer: Any) -> dict[str, str]:  # noqa: ANN401  the answer's struct
        """Return what was told of the keys that were asked for, and of no other."""
        told = {pair.key.lower(): pair.value for pair in answer.configuration_key or ()}
        return {key: told[key.lower()] or "" for key in KEYS if key.lower() in told}

    def facts(self, settings: Mapping[str, str]) -> ListFacts:
        """Return what the keys come to; a charger that names its profiles names this one."""
        said = settings.get
        profiles, room = said(PROFILES), number(said(ROOM))
        return ListFacts(
            is_supported=(not profiles or PROFILE in profiles.lower()) and room != 0,
            room=room,
            items_at_most=number(said(ITEMS)) or None,
            uses_list=flag(said(ENABLED)),
            uses_it_offline=flag(said(OFFLINE)),
            before_asking=flag(said(BEFORE_ASKING)),
            unknown_let_in=flag(said(OFFLINE_UNKNOWN)),
        )

    def version(self, answer: Any) -> int:  # noqa: ANN401  the answer's struct
        """Return the version; -1 says that there are no lists."""
        return int(answer.list_version)

    def entry(self, person: Person) -> dict[str, Any]:
        """Return an entry; without `idTagInfo` it is taken off."""
        if not person.listed:
            return {"idTag": person.value}
        info: dict[str, Any] = {"status": "Accepted"}
        if person.valid_until is not None:
            info["expiryDate"] = person.valid_until
        if person.group is not None:
            info["parentIdTag"] = person.group
        return {"idTag": person.value, "idTagInfo": info}

    def request(self, version: int, entries: Sequence[object], *, full: bool) -> Asked:
        """Return a SendLocalList; a full one without entries empties the list."""
        payload: dict[str, Any] = {
            "listVersion": version,
            "updateType": "Full" if full else "Differential",
        }
        if entries:
            payload["localAuthorizationList"] = list(entries)
        return "SendLocalList", payload
