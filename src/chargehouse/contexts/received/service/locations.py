"""Locations of partners: whole ones, and their EVSEs and connectors by URLs of their own."""

from chargehouse.contexts.received.model.order import dated, is_older
from chargehouse.contexts.received.service.receiving import CREATED, Receiving
from chargehouse.contexts.received.service.shelf import Held
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import checked, read_document, receive
from chargehouse.ocpi.errors import NoSuchObject
from chargehouse.ocpi.interfaces import CONNECTORS, EVSES, OBJECTS, PATCHES
from chargehouse.ocpi.location_trees import Within, found_within, with_patched, with_put
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.urls import OwnedUrl, check_agrees, read_owned


class LocationReceiving(Receiving):
    """Locations of partners; what is told of an EVSE or a connector changes its location."""

    def _read_url(self, request: ModuleRequest) -> OwnedUrl:
        return read_owned(request.segments)

    def _shown(self, held: Held, url: OwnedUrl) -> JsonObject:
        within = _within(url)
        return held.document if within is None else found_within(held.document, within)

    async def _put(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        within = _within(url)
        if within is None:
            return await super()._put(request, url)
        made = EVSES if within.connector_id is None else CONNECTORS
        part = receive(made[request.version], request.body).document
        check_agrees(url, part, self._module)
        target = await self._target(request, url, None)
        async with self._database.transaction(request.actor) as work:
            kept = (await self._held(work, request, target, lock=True)).document
            before = _found(kept, within)
            if before is None or not is_older(part, before):
                changed = self._checked(request, with_put(kept, within, part))
                await self._keep(work, request, target, changed)
        return ModuleAnswer(http_status=CREATED if before is None else 200)

    async def _patch(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        within = _within(url)
        if within is None:
            return await super()._patch(request, url)
        patch = read_document(request.body)
        check_agrees(url, patch, self._module)
        target = await self._target(request, url, None)
        rules = PATCHES[request.version][self._module]
        now = DateTime.of(self._database.clock.now())
        async with self._database.transaction(request.actor) as work:
            kept = (await self._held(work, request, target, lock=True)).document
            before = found_within(kept, within)
            patch = dated(before, patch, rules, now)
            changed = self._checked(request, with_patched(kept, within, patch, rules, now))
            if not is_older(found_within(changed, within), before):
                await self._keep(work, request, target, changed)
        return ModuleAnswer()

    def _checked(self, request: ModuleRequest, location: JsonObject) -> JsonObject:
        return checked(OBJECTS[request.version][self._module], location).document


def _within(url: OwnedUrl) -> Within | None:
    return None if url.evse_uid is None else Within(url.evse_uid, url.connector_id)


def _found(location: JsonObject, within: Within) -> JsonObject | None:
    try:
        return found_within(location, within)
    except NoSuchObject:
        return None
