"""Use cases of the log: it grows, is signed, read, proven, verified, copied and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from chargehouse.contexts.audit.service.copying import (
    ExportService,
    Progress,
    VerificationService,
)
from chargehouse.contexts.audit.service.entries import EntryService
from chargehouse.contexts.audit.service.keeping import ErasureService, RetentionService
from chargehouse.contexts.audit.service.log import AuditLog, Personal
from chargehouse.contexts.audit.service.proofs import ProofService
from chargehouse.contexts.audit.service.signing import Signer, SigningService
from chargehouse.contexts.audit.service.watching import AuditWatch
from chargehouse.contexts.audit.service.witnesses import (
    FileWitness,
    HttpWitness,
    MailWitness,
    Witness,
    WitnessService,
)
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

__all__ = [
    "Audit",
    "AuditLog",
    "AuditWatch",
    "EntryService",
    "ErasureService",
    "ExportService",
    "FileWitness",
    "HttpWitness",
    "MailWitness",
    "Personal",
    "Progress",
    "ProofService",
    "RetentionService",
    "Signer",
    "SigningService",
    "VerificationService",
    "Witness",
    "WitnessService",
]


@dataclass(frozen=True, slots=True)
class Audit:
    """All services of the log, over one database."""

    log: AuditLog
    entries: EntryService
    proofs: ProofService
    verification: VerificationService
    exports: ExportService
    signing: SigningService
    witnesses: WitnessService
    watch: AuditWatch
    erasure: ErasureService
    retention: RetentionService

    @classmethod
    def of(
        cls,
        database: Database,
        keyring: Keyring,
        metrics: Metrics,
        *,
        personal: Personal,
        witnesses: Sequence[Witness] = (),
        days: int,
    ) -> Self:
        """Return the services; entries are kept whole for so many days."""
        signer, outside = Signer(keyring), list(witnesses)
        log = AuditLog(personal, metrics)
        return cls(
            log=log,
            entries=EntryService(database),
            proofs=ProofService(database, signer, outside),
            verification=VerificationService(database, signer),
            exports=ExportService(database, signer),
            signing=SigningService(database, signer),
            witnesses=WitnessService(database, outside),
            watch=AuditWatch(database, metrics, outside),
            erasure=ErasureService(database, log),
            retention=RetentionService(database, log, days=days),
        )
