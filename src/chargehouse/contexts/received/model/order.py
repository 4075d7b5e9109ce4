"""Messages that overtook one another: what is older never replaces what is newer."""

from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.patches import LAST_UPDATED, PatchRules, later, patched
from chargehouse.ocpi.scalars import DateTime


def is_older(document: JsonObject, kept: JsonObject) -> bool:
    """Say whether a document was updated before the one that is kept."""
    return _updated(document).instant < _updated(kept).instant


def dated(
    kept: JsonObject, patch: JsonObject, rules: PatchRules, received_at: DateTime
) -> JsonObject:
    """Return a PATCH with the instant of its receipt, where the version lets it have none.

    It is then the newest there is, though the owner's clock be ahead of ours.
    """
    if rules.required or patch.get(LAST_UPDATED) is not None:
        return patch
    return {**patch, LAST_UPDATED: str(later(kept.get(LAST_UPDATED), received_at))}


def grown(
    kept: JsonObject, patch: JsonObject, rules: PatchRules, received_at: DateTime
) -> JsonObject:
    """Return what is kept with what a PATCH that came late adds to lists that only grow.

    The rest of it was overtaken.
    """
    late = {name: patch[name] for name in rules.grows if patch.get(name) is not None}
    return patched(kept, {**late, LAST_UPDATED: kept[LAST_UPDATED]}, rules, received_at)


def _updated(document: JsonObject) -> DateTime:
    return DateTime(document[LAST_UPDATED])
