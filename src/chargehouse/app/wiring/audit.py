"""Audit: the log of what was done, and who else keeps its signed heads."""

from dataclasses import dataclass

from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.audit.service import (
    Audit,
    AuditLog,
    AuditWatch,
    EntryService,
    ErasureService,
    ExportService,
    FileWitness,
    HttpWitness,
    MailWitness,
    ProofService,
    RetentionService,
    SigningService,
    VerificationService,
    Witness,
    WitnessService,
)


@dataclass(frozen=True)
class AuditServices:
    """The services of the audit log."""

    audit_log: AuditLog
    audit_entries: EntryService
    audit_proofs: ProofService
    audit_verification: VerificationService
    audit_export: ExportService
    audit_signing: SigningService
    audit_witnesses: WitnessService
    audit_watch: AuditWatch
    audit_erasure: ErasureService
    audit_retention: RetentionService


def audit_services(ground: Ground) -> AuditServices:
    """Return the services of the audit log."""
    audit = Audit.of(
        ground.database,
        ground.keyring,
        ground.metrics,
        personal={name: kind.personal for name, kind in EVENT_CLASSES.items()},
        witnesses=_witnesses(ground),
        days=ground.settings.retention.audit_days,
    )
    return AuditServices(
        audit_log=audit.log,
        audit_entries=audit.entries,
        audit_proofs=audit.proofs,
        audit_verification=audit.verification,
        audit_export=audit.exports,
        audit_signing=audit.signing,
        audit_witnesses=audit.witnesses,
        audit_watch=audit.watch,
        audit_erasure=audit.erasure,
        audit_retention=audit.retention,
    )


def _witnesses(ground: Ground) -> list[Witness]:
    settings, witnesses = ground.settings.audit, list[Witness]()
    if settings.witness_folder is not None:
        witnesses.append(FileWitness(settings.witness_folder))
    if settings.witness_url is not None:
        witnesses.append(HttpWitness(settings.witness_url))
    if settings.witness_mail is not None:
        witnesses.append(MailWitness(ground.mailer, ground.values, to=settings.witness_mail))
    return witnesses
