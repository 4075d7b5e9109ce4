"""Makes the services of every context, once a process."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from chargehouse.app.across.attention import Attention
from chargehouse.app.across.connecting import Connecting
from chargehouse.app.across.overall import OverallFigures
from chargehouse.app.across.search import Search
from chargehouse.app.across.stopping import SessionStop
from chargehouse.app.across.story import SessionStory
from chargehouse.app.addresses import Listening, portal_url
from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.contexts.access import public as access_public
from chargehouse.contexts.access.public.freevend import FreevendPort, NobodyConnected
from chargehouse.contexts.access.public.local_lists import LocalListPort, NoLists
from chargehouse.contexts.access.service import (
    AccessService,
    Boundaries,
    ControlService,
    DecisionService,
    DriftWatch,
    Explainer,
    HolidayService,
    ListKeeping,
    ListMarking,
    ListRollout,
    ListSending,
    LocalListService,
    LocationWeeks,
    ModePlanning,
    ModeSweep,
    ModeSwitching,
    OverrideService,
    PolicyService,
    Probing,
    ProblemBook,
    ProblemService,
    RefusedStarts,
    ReplayService,
    StageService,
    StationAccessService,
    TeamRuleService,
)
from chargehouse.contexts.audit import public as audit_public
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
from chargehouse.contexts.cdrs import public as cdrs_public
from chargehouse.contexts.cdrs.service import (
    CdrService,
    CostService,
    PartnerCdrService,
    SessionFollowing,
    TermsBook,
)
from chargehouse.contexts.fleets import public as fleets_public
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity import public as identity_public
from chargehouse.contexts.identity.service import (
    AgreementService,
    ClassificationService,
    FeedService,
    IdentifierService,
    ImportService,
    VehicleService,
)
from chargehouse.contexts.news import public as news_public
from chargehouse.contexts.news.service import NewsService
from chargehouse.contexts.people import public as people_public
from chargehouse.contexts.people.service import (
    AccountService,
    AuthorityService,
    DepartmentService,
    FirstRun,
    InvitationService,
    MeService,
    Passkeys,
    Reception,
    SecondFactors,
    SignInAuthenticator,
    SignInService,
    SingleSignOn,
    Staff,
    Telling,
    TenantService,
    TokenAuthenticator,
    TokenService,
    UserService,
    ViewService,
)
from chargehouse.contexts.roaming import public as roaming_public
from chargehouse.contexts.roaming.service import (
    Adoption,
    Asking,
    OwnUrl,
    PartnerDoor,
    PartnerService,
    PartyLocations,
    PartyService,
    Vault,
)
from chargehouse.contexts.sessions import public as sessions_public
from chargehouse.contexts.sessions.service import (
    CourseService,
    SessionFigures,
    SessionHistory,
    SessionRepairs,
    SessionService,
    UtilisationService,
)
from chargehouse.contexts.settings import public as settings_public
from chargehouse.contexts.settings.service import (
    MailTest,
    ProposalService,
    SettingHistory,
    SettingService,
    SettingsReader,
)
from chargehouse.contexts.stations import public as stations_public
from chargehouse.contexts.stations.public import CommandPort
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    ConnectionService,
    ConnectorService,
    LocationService,
    RegistrationService,
    ReportService,
    StationDirectory,
    StationService,
    SweepService,
    Timeline,
    VariableService,
)
from chargehouse.contexts.tariffs import public as tariffs_public
from chargehouse.contexts.tariffs.service import AssignmentService, TariffService
from chargehouse.contexts.webhooks import public as webhooks_public
from chargehouse.contexts.webhooks.service import DeliveryLog, DeliveryMaking, WebhookService
from chargehouse.gateway.commands import Commands, Dialect
from chargehouse.gateway.figures import Figures
from chargehouse.gateway.services import Services
from chargehouse.gateway.v2 import answers as answers_2
from chargehouse.gateway.v2 import verbs as verbs_2
from chargehouse.gateway.v16 import answers as answers_16
from chargehouse.gateway.v16 import verbs as verbs_16
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.setting import Setting, SettingValues, catalogue_of
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.mail import MailQueue
from chargehouse.platform.mail import server as mail
from chargehouse.platform.mail.server import Mailer
from chargehouse.platform.mail.smtp import SmtpMailer
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.history import READ_EVENTS
from chargehouse.platform.outside.addresses import rule
from chargehouse.platform.outside.exchange import Outside
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import AuditSettings, Settings

CATALOGUE = (
    *people_public.PERMISSIONS,
    *stations_public.PERMISSIONS,
    *fleets_public.PERMISSIONS,
    *identity_public.PERMISSIONS,
    *access_public.PERMISSIONS,
    *sessions_public.PERMISSIONS,
    *tariffs_public.PERMISSIONS,
    *roaming_public.PERMISSIONS,
    *cdrs_public.PERMISSIONS,
    *settings_public.PERMISSIONS,
    mail.MAIL_UPDATE,
    *webhooks_public.PERMISSIONS,
    *audit_public.PERMISSIONS,
    *news_public.PERMISSIONS,
    READ_EVENTS,
)
"""Every permission there is: each context declares its own."""

SETTING_CATALOGUE: Final = catalogue_of(
    settings_public.SETTINGS,
    mail.SETTINGS,
    access_public.SETTINGS,
    stations_public.SETTINGS,
    webhooks_public.SETTINGS,
)
"""Every setting of a tenant there is, by key: who reads one declares it."""

FLAGS: Final = (access_public.ACCESS_STAGE,)
"""The settings that are asked for as feature flags, so that another provider may answer."""


SILENT_HEARTBEATS: Final = 3
"""A connected station that lets so many heartbeats pass is called silent."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """The contexts' services, as every role of a process uses them.

    The fields' names are those by which routes ask for them.
    """

    tenants: TenantService
    tokens: TokenService
    authenticator: TokenAuthenticator
    authorities: AuthorityService
    departments: DepartmentService
    users: UserService
    accounts: AccountService
    first_run: FirstRun
    invitations: InvitationService
    single_sign_on: SingleSignOn
    second_factors: SecondFactors
    passkeys: Passkeys
    sign_ins: SignInService
    sign_in_authenticator: SignInAuthenticator
    account_telling: Telling
    me: MeService
    views: ViewService
    locations: LocationService
    stations: StationService
    station_directory: StationDirectory
    connectors: ConnectorService
    connections: ConnectionService
    registrations: RegistrationService
    reports: ReportService
    variables: VariableService
    timeline: Timeline
    certificates: CertificateService
    commands: CommandService
    sweeps: SweepService
    fleets: FleetService
    vehicles: VehicleService
    identifiers: IdentifierService
    identifier_imports: ImportService
    classification: ClassificationService
    agreements: AgreementService
    agreement_feeds: FeedService
    access: AccessService
    decisions: DecisionService
    access_control: ControlService
    access_problems: ProblemService
    mode_planning: ModePlanning
    mode_sweep: ModeSweep
    mode_switching: ModeSwitching
    list_marking: ListMarking
    list_keeping: ListKeeping
    local_lists: LocalListService
    drift_watch: DriftWatch
    refused_starts: RefusedStarts
    policies: PolicyService
    policy_holidays: HolidayService
    policy_replays: ReplayService
    overrides: OverrideService
    station_access: StationAccessService
    access_stages: StageService
    location_weeks: LocationWeeks
    boundaries: Boundaries
    team_rules: TeamRuleService
    explainer: Explainer
    sessions: SessionService
    session_history: SessionHistory
    session_figures: SessionFigures
    utilisation: UtilisationService
    session_repairs: SessionRepairs
    tariffs: TariffService
    parties: PartyService
    party_locations: PartyLocations
    adoption: Adoption
    tariff_assignments: AssignmentService
    partners: PartnerService
    partner_door: PartnerDoor
    outside: Outside
    session_costs: CostService
    session_following: SessionFollowing
    cdrs: CdrService
    partner_cdrs: PartnerCdrService
    settings_reader: SettingsReader
    settings: SettingService
    setting_history: SettingHistory
    setting_proposals: ProposalService
    mail_test: MailTest
    mail: MailQueue
    webhooks: WebhookService
    webhook_deliveries: DeliveryLog
    webhook_making: DeliveryMaking
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
    news: NewsService
    global_search: Search
    connecting: Connecting
    attention: Attention
    overall_figures: OverallFigures
    session_story: SessionStory
    session_stop: SessionStop

    def by_name(self) -> dict[str, object]:
        """Return the services by the names under which routes ask for them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def chosen_party(settings: Settings) -> roaming_public.ChosenParty:
    """Return the default party that the first tenant begins with."""
    told = settings.ocpi.default_party
    return roaming_public.ChosenParty(
        country_code=told.country_code,
        party_id=told.party_id,
        business_details=roaming_public.BusinessDetails(
            name=told.business_details.name, website=told.business_details.website
        ),
    )


def setting_catalogue(settings: Settings) -> Mapping[str, Setting[Any]]:
    """Return every setting of a tenant; what this process was told is the default."""
    told = (
        access_public.DECISION_DEADLINE.with_default(settings.access.decision_deadline_s),
        stations_public.TIMELINE_DAYS.with_default(settings.retention.timeline_days),
        webhooks_public.LOG_DAYS.with_default(settings.retention.webhooks_days),
    )
    return {**SETTING_CATALOGUE, **{setting.key: setting for setting in told}}


def build_contexts(
    database: Database,
    settings: Settings,
    *,
    keyring: Keyring,
    chance: Chance,
    metrics: Metrics,
    port: CommandPort,
    freevend: FreevendPort | None = None,
    lists: LocalListPort | None = None,
    jobs: Jobs | None = None,
    own_url: OwnUrl | None = None,
) -> Contexts:
    """Return every service over one database; what they ask for later goes to `jobs`.

    Without `freevend` no charger's mode can be reached, without `lists` no charger's list. Without
    `own_url` partners are told the address at which the data folder's server listened last.
    """
    clock, ids = database.clock, database.ids
    reader = SettingsReader(database, keyring, setting_catalogue(settings))
    flags = Flags(SettingsProvider(reader, FLAGS), clock, domain=f"chargehouse-{ids.new()}")
    mailer, jobs = SmtpMailer(), jobs or Jobs(database, clock)
    mail_queue = MailQueue(database, jobs, mailer, values=reader, keyring=keyring)
    directory, fleets = StationDirectory(database), FleetService(database)
    parties = PartyService(database)
    own_url = own_url or (lambda: portal_url(settings, Listening.recall(settings)))
    outside = Outside(clock, may_reach=rule(allow_private=settings.ocpi.allow_private_addresses))
    vault, asking = Vault(keyring, chance), Asking(outside, ids)
    locations, tariffs = LocationService(database, parties), TariffService(database, parties)
    party_locations = PartyLocations(database, parties, locations)
    vehicles = VehicleService(database, fleets)
    classification = ClassificationService(database, keyring)
    agreements = AgreementService(database, keyring, directory)
    silent_after_s = SILENT_HEARTBEATS * settings.ocpp.heartbeat_interval_s
    stations = StationService(database, keyring, chance, port, silent_after_s=silent_after_s)
    figures = SessionFigures(database, directory)
    commands, timeline = CommandService(database, keyring, port), Timeline(database)
    setting_service = SettingService(database, keyring, reader, directory)
    access = AccessService(database, directory, vehicles, fleets)
    book, freevend = ProblemBook(ids), freevend or NobodyConnected()
    planning = ModePlanning(ids, book)
    marking = ListMarking()
    rollout = ListRollout(directory, flags=flags, values=reader)
    sending = ListSending(database, lists or NoLists(), book, rollout)
    keeping = ListKeeping(
        database, sending, marking, rollout=rollout, asks=settings.ocpp.read_configuration
    )
    probing = Probing(database, freevend, planning, lists=rollout)
    control = ControlService(database, directory, planning=planning, probing=probing)
    authenticator = TokenAuthenticator(database, keyring, clock, catalogue=CATALOGUE)
    tenants = TenantService(database)
    reception = Reception.of(
        database,
        keyring,
        chance,
        tenants=tenants,
        catalogue=CATALOGUE,
        provider=settings.single_sign_on,
        public_url=settings.http.public_url,
    )
    staff = Staff.of(
        database,
        catalogue=CATALOGUE,
        authenticators=(authenticator, reception.authenticator),
    )
    policies = PolicyService(database, directory)
    history = SessionHistory(database, keyring, directory, vehicles)
    assignments, courses = AssignmentService(database, directory), CourseService(database)
    terms, cdrs = TermsBook(directory, assignments), CdrService(database)
    attention = Attention(stations, directory, figures)
    audit = Audit.of(
        database,
        keyring,
        metrics,
        personal={name: kind.personal for name, kind in EVENT_CLASSES.items()},
        witnesses=_witnesses(settings.audit, mailer, reader),
        days=settings.retention.audit_days,
    )
    return Contexts(
        tenants=tenants,
        tokens=TokenService(
            database, keyring, chance, catalogue=CATALOGUE, authenticator=authenticator
        ),
        authenticator=authenticator,
        authorities=staff.authorities,
        departments=staff.departments,
        users=staff.users,
        accounts=reception.accounts,
        first_run=reception.first_run,
        invitations=reception.invitations,
        single_sign_on=reception.single_sign_on,
        second_factors=reception.factors,
        passkeys=reception.passkeys,
        sign_ins=reception.sign_ins,
        sign_in_authenticator=reception.authenticator,
        account_telling=reception.telling,
        me=reception.me,
        views=reception.views,
        locations=locations,
        stations=stations,
        station_directory=directory,
        connectors=ConnectorService(database),
        connections=ConnectionService(database, clock, ids, metrics),
        registrations=RegistrationService(database, keyring),
        reports=ReportService(database, ids),
        variables=VariableService(database, keyring),
        timeline=timeline,
        certificates=CertificateService(database, keyring, port),
        commands=commands,
        sweeps=SweepService(database),
        fleets=fleets,
        vehicles=vehicles,
        identifiers=IdentifierService(database, keyring),
        identifier_imports=ImportService(database, keyring),
        classification=classification,
        agreements=agreements,
        agreement_feeds=FeedService(database, keyring),
        access=access,
        decisions=DecisionService(database, values=reader, flags=flags),
        access_control=control,
        access_problems=ProblemService(database, directory, control),
        mode_planning=planning,
        mode_sweep=ModeSweep(database, planning),
        mode_switching=ModeSwitching(
            database,
            freevend,
            planning=planning,
            probing=probing,
            book=book,
            sessions=figures,
            stations=directory,
            flags=flags,
            probes=settings.ocpp.read_configuration,
        ),
        list_marking=marking,
        list_keeping=keeping,
        local_lists=LocalListService(database, directory, marking=marking, rollout=rollout),
        drift_watch=DriftWatch(database, keyring, planning=planning, book=book),
        refused_starts=RefusedStarts(
            database, commands, sessions=figures, stations=directory, flags=flags, book=book
        ),
        policies=policies,
        policy_holidays=HolidayService(policies),
        policy_replays=ReplayService(database, keyring, stations=directory, vehicles=vehicles),
        overrides=OverrideService(database, directory),
        station_access=StationAccessService(database, directory),
        access_stages=StageService(directory, setting_service),
        location_weeks=LocationWeeks(database, directory),
        boundaries=Boundaries(database),
        team_rules=TeamRuleService(database, fleets, directory),
        explainer=Explainer(
            database,
            flags=flags,
            standings=classification,
            agreements=agreements,
            fleets=fleets,
            stations=directory,
        ),
        sessions=SessionService(database, ids=ids, keyring=keyring),
        session_history=history,
        session_figures=figures,
        utilisation=UtilisationService(database, directory),
        session_repairs=SessionRepairs(database, clock),
        tariffs=tariffs,
        parties=parties,
        party_locations=party_locations,
        adoption=Adoption(database, locations=locations, tariffs=tariffs),
        tariff_assignments=assignments,
        partners=PartnerService(
            database,
            vault,
            asking,
            tenants=tenants,
            own_url=own_url,
            allow_private=settings.ocpi.allow_private_addresses,
        ),
        partner_door=PartnerDoor(database, vault, asking, tenants=tenants, own_url=own_url),
        outside=outside,
        session_costs=CostService(database, courses, terms),
        session_following=SessionFollowing(courses, terms, ids),
        cdrs=cdrs,
        partner_cdrs=PartnerCdrService(cdrs, party_locations),
        settings_reader=reader,
        settings=setting_service,
        setting_history=SettingHistory(database, keyring, reader),
        setting_proposals=ProposalService(database, keyring, reader),
        mail_test=MailTest(database, reader, mailer),
        mail=mail_queue,
        webhooks=WebhookService(
            database,
            keyring,
            chance,
            catalogue=EVENT_CATALOGUE,
            allow_private=settings.webhooks.allow_private_addresses,
        ),
        webhook_deliveries=DeliveryLog(database, catalogue=EVENT_CATALOGUE),
        webhook_making=DeliveryMaking(database, directory, catalogue=EVENT_CATALOGUE),
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
        news=NewsService(database),
        connecting=Connecting(stations, reception.me, settings),
        global_search=Search(directory, history, vehicles),
        attention=attention,
        overall_figures=OverallFigures(
            attention, stations, figures, access=access, control=control, clock=clock
        ),
        session_story=SessionStory(history, access, commands, timeline),
        session_stop=SessionStop(history, commands),
    )


def _witnesses(settings: AuditSettings, mailer: Mailer, values: SettingValues) -> list[Witness]:
    witnesses: list[Witness] = []
    if settings.witness_folder is not None:
        witnesses.append(FileWitness(settings.witness_folder))
    if settings.witness_url is not None:
        witnesses.append(HttpWitness(settings.witness_url))
    if settings.witness_mail is not None:
        witnesses.append(MailWitness(mailer, values, to=settings.witness_mail))
    return witnesses


def build_gateway_services(
    contexts: Contexts,
    database: Database,
    settings: Settings,
    *,
    process_id: UUID,
    keyring: Keyring,
    metrics: Metrics,
    broker: Broker,
) -> Services:
    """Return what the gateway's messages need."""
    return Services(
        process_id=process_id,
        settings=settings.ocpp,
        clock=database.clock,
        ids=database.ids,
        keyring=keyring,
        figures=Figures(metrics),
        broker=broker,
        hot=database.hot,
        tenants=contexts.tenants,
        stations=contexts.stations,
        connections=contexts.connections,
        registrations=contexts.registrations,
        reports=contexts.reports,
        variables=contexts.variables,
        timeline=contexts.timeline,
        commands=contexts.commands,
        certificates=contexts.certificates,
        decisions=contexts.decisions,
        sessions=contexts.sessions,
    )


def command_port() -> Commands:
    """Return the port through which stations are told things; `attach` it before it is used."""
    dialect_2 = Dialect(verbs_2.VERBS, answers_2.BEFORE, answers_2.AFTER)
    return Commands(
        {
            "ocpp1.6": Dialect(verbs_16.VERBS, answers_16.BEFORE, answers_16.AFTER),
            "ocpp2.0.1": dialect_2,
            "ocpp2.1": dialect_2,
        }
    )
