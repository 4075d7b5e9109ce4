"""Routes of stations' certificates."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.stations.endpoints.parameters import CsvFormat
from chargehouse.contexts.stations.public import CERTIFICATES, StationCertificate
from chargehouse.contexts.stations.schemas import CertificateChain, SigningRequest
from chargehouse.contexts.stations.service import CertificateService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

OfStation = Annotated[
    UUID | None, QueryParameter(name="station", description="Only of this station.")
]
Status = Annotated[
    Literal["valid", "revoked"] | None,
    QueryParameter(name="status", description="Only of this status."),
]
ExpiresBefore = Annotated[
    datetime | None,
    QueryParameter(name="expires_before", description="Only those that end before this."),
]


class CertificateController(Controller):
    """Certificates that the tenant's own authority issued to stations."""

    path = "/api/v1/certificates"
    tags = ("Certificates",)

    @get(**permitted(CERTIFICATES))
    async def list_certificates(
        self,
        actor: NamedDependency[Actor],
        certificates: NamedDependency[CertificateService],
        paging: NamedDependency[Paging],
        *,
        station: OfStation = None,
        status: Status = None,
        expires_before: ExpiresBefore = None,
        format_: CsvFormat = None,
    ) -> Page[StationCertificate] | Stream:
        """List certificates, the newest first."""
        page_of = partial(
            certificates.page,
            actor,
            station_id=station,
            status=status,
            expires_before=expires_before,
        )
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "certificates.csv",
            StationCertificate.__struct_fields__,
            (msgspec.structs.astuple(certificate) async for certificate in rows),
        )

    @post(**permitted(CERTIFICATES))
    async def sign_request(
        self,
        actor: NamedDependency[Actor],
        certificates: NamedDependency[CertificateService],
        data: JSONBody[SigningRequest],
    ) -> CertificateChain:
        """Sign a station's request; its common name must be the station's code."""
        return CertificateChain(chain=await certificates.sign(actor, data.station_id, data.csr))

    @get("/authority", **permitted(CERTIFICATES))
    async def read_authority(
        self, actor: NamedDependency[Actor], certificates: NamedDependency[CertificateService]
    ) -> CertificateChain:
        """Return the certificate of the tenant's authority, for those who must trust it."""
        return CertificateChain(chain=await certificates.authority(actor))

    @post("/{certificate_id:uuid}/revoke", **permitted(CERTIFICATES))
    async def revoke_certificate(
        self,
        actor: NamedDependency[Actor],
        certificates: NamedDependency[CertificateService],
        certificate_id: FromPath[UUID],
    ) -> StationCertificate:
        """Honour a certificate no longer."""
        return await certificates.revoke(actor, certificate_id)
