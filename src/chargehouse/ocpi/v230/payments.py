"""Payment terminals and what they captured, new in 2.3.0 (module payments)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import (
    CI_PATTERN,
    Ci3,
    CountryCode,
    Currency,
    DateTime,
    Id,
    Number,
    PartyId,
    Text10,
    Text20,
    Text45,
    Url,
)
from chargehouse.ocpi.v221.places import GeoLocation
from chargehouse.ocpi.v230.values import TaxAmount

CaptureStatusCode = Literal["SUCCESS", "PARTIAL_SUCCESS", "FAILED"]
InvoiceCreator = Literal["CPO", "PTP"]

Line = Annotated[str, Meta(min_length=1, max_length=255, pattern=CI_PATTERN)]


class Terminal(OcpiObject, frozen=True, kw_only=True):
    """A payment terminal, and the locations and EVSEs that it serves.

    Its address is CiString in the specification, which would leave no street its accents.
    """

    terminal_id: Id
    customer_reference: Id | None = None
    party_id: PartyId | None = None
    country_code: CountryCode | None = None
    address: Text45 | None = None
    city: Text45 | None = None
    postal_code: Text10 | None = None
    state: Text20 | None = None
    country: Ci3 | None = None
    coordinates: GeoLocation | None = None
    invoice_base_url: Url | None = None
    invoice_creator: InvoiceCreator | None = None
    reference: Id | None = None
    location_ids: tuple[Id, ...] | None = None
    evse_uids: tuple[Id, ...] | None = None
    last_updated: DateTime


class TerminalActivation(OcpiObject, frozen=True, kw_only=True):
    """A terminal that is to be activated; its id is given by the provider."""

    terminal_id: Id | None = None
    customer_reference: Id | None = None
    party_id: PartyId | None = None
    country_code: CountryCode | None = None
    address: Text45 | None = None
    city: Text45 | None = None
    postal_code: Text10 | None = None
    state: Text20 | None = None
    country: Ci3 | None = None
    coordinates: GeoLocation | None = None
    invoice_base_url: Url | None = None
    invoice_creator: InvoiceCreator | None = None
    reference: Id | None = None
    location_ids: tuple[Id, ...] | None = None
    evse_uids: tuple[Id, ...] | None = None
    last_updated: DateTime


class CapturedPrice(OcpiObject, frozen=True, kw_only=True):
    """An amount in the shape of 2.3.0, or in that of 2.2.1, as the specification's examples are."""

    before_taxes: Number | None = None
    taxes: tuple[TaxAmount, ...] | None = None
    excl_vat: Number | None = None
    incl_vat: Number | None = None

    def __post_init__(self) -> None:
        if (self.before_taxes is None) == (self.excl_vat is None):
            raise ValueError("One of before_taxes and excl_vat is needed")


class FinancialAdviceConfirmation(OcpiObject, frozen=True, kw_only=True):
    """What was captured for a session, found by its authorisation reference."""

    id: Id
    authorization_reference: Id
    total_costs: CapturedPrice
    currency: Currency
    eft_data: Annotated[tuple[Line, ...], Meta(min_length=1)]
    capture_status_code: CaptureStatusCode
    capture_status_message: Line | None = None
    last_updated: DateTime
