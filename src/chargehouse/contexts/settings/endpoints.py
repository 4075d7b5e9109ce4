"""REST of settings."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.settings.public import (
    SETTINGS_APPROVE,
    SETTINGS_READ,
    SETTINGS_UPDATE,
    ChangeOutcome,
    Difference,
    MailTestResult,
    Proposal,
    RollbackOutcome,
    SettingChange,
    SettingState,
    Status,
)
from chargehouse.contexts.settings.schemas import (
    VERSION_MAX,
    EarlierInstant,
    EarlierVersion,
    MailTestTo,
    NewValue,
    VerdictReason,
)
from chargehouse.contexts.settings.service import (
    MailTest,
    ProposalService,
    SettingHistory,
    SettingService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.mail.server import MAIL_UPDATE

ReadVersion = Annotated[
    int,
    QueryParameter(
        name="version",
        description="The setting's version that was read.",
        ge=0,
        le=VERSION_MAX,
    ),
]
Reason = Annotated[
    str | None,
    QueryParameter(name="reason", description="Why; a dangerous setting needs it."),
]
At = Annotated[datetime, QueryParameter(name="at", description="The instant to compare with.")]
WithStatus = Annotated[
    Status | None, QueryParameter(name="status", description="Only of this status.")
]
OfKey = Annotated[str | None, QueryParameter(name="key", description="Only of this setting.")]


class SettingController(Controller):
    """What a tenant can change while everything runs."""

    path = "/api/v1/settings"
    tags = ("Settings",)

    @get(**permitted(SETTINGS_READ))
    async def list_settings(
        self, actor: NamedDependency[Actor], settings: NamedDependency[SettingService]
    ) -> list[SettingState]:
        """List every setting by key: what it means, what holds, and who may change it."""
        return await settings.list(actor)

    @get("/diff", **permitted(SETTINGS_READ))
    async def compare_settings(
        self,
        actor: NamedDependency[Actor],
        setting_history: NamedDependency[SettingHistory],
        at: At,
    ) -> list[Difference]:
        """List the settings that were otherwise at an instant: what going back would change."""
        return await setting_history.differences(actor, at)

    @post("/rollback", status_code=HTTP_200_OK, **permitted(SETTINGS_UPDATE))
    async def roll_settings_back(
        self,
        actor: NamedDependency[Actor],
        setting_history: NamedDependency[SettingHistory],
        data: JSONBody[EarlierInstant],
    ) -> RollbackOutcome:
        """Bring every setting back to what it was at an instant; dangerous ones are proposed.

        Secrets that were changed since are left as they are, since earlier ones are not kept.
        """
        return await setting_history.rollback(actor, data.at, data.reason)

    @get("/{key:str}", **permitted(SETTINGS_READ))
    async def read_setting(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[SettingService],
        key: FromPath[str],
    ) -> SettingState:
        """Return one setting."""
        return await settings.read(actor, key)

    @patch("/{key:str}", **permitted(SETTINGS_UPDATE))
    async def change_setting(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[SettingService],
        key: FromPath[str],
        data: JSONBody[NewValue],
    ) -> ChangeOutcome:
        """Give a setting a value; it holds in every process within a second.

        A change of a dangerous setting is proposed, and made when another person approves it.
        A setting may need a further permission, which it tells.
        """
        return await settings.change(
            actor, key, value=data.value, version=data.version, reason=data.reason
        )

    @delete("/{key:str}", status_code=HTTP_200_OK, **permitted(SETTINGS_UPDATE))
    async def reset_setting(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[SettingService],
        key: FromPath[str],
        version: ReadVersion,
        reason: Reason = None,
    ) -> ChangeOutcome:
        """Give a setting its default again, or propose it."""
        return await settings.reset(actor, key, version=version, reason=reason)

    @get("/{key:str}/history", **permitted(SETTINGS_READ))
    async def list_setting_changes(
        self,
        actor: NamedDependency[Actor],
        setting_history: NamedDependency[SettingHistory],
        paging: NamedDependency[Paging],
        key: FromPath[str],
    ) -> Page[SettingChange]:
        """List a setting's changes, the latest first, with what was before and after."""
        return await setting_history.of(actor, key, paging)

    @post("/{key:str}/rollback", status_code=HTTP_200_OK, **permitted(SETTINGS_UPDATE))
    async def roll_setting_back(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[SettingService],
        key: FromPath[str],
        data: JSONBody[EarlierVersion],
    ) -> ChangeOutcome:
        """Give a setting the value of an earlier version, or propose it."""
        return await settings.rollback(
            actor, key, to_version=data.to_version, version=data.version, reason=data.reason
        )


class ProposalController(Controller):
    """Changes of dangerous settings, which need a second person."""

    path = "/api/v1/settings/proposals"
    tags = ("Settings",)

    @get(**permitted(SETTINGS_READ))
    async def list_proposals(
        self,
        actor: NamedDependency[Actor],
        setting_proposals: NamedDependency[ProposalService],
        paging: NamedDependency[Paging],
        status: WithStatus = None,
        key: OfKey = None,
    ) -> Page[Proposal]:
        """List proposed changes, the latest first."""
        return await setting_proposals.list(actor, paging, status=status, key=key)

    @post("/{proposal_id:uuid}/approve", status_code=HTTP_200_OK, **permitted(SETTINGS_APPROVE))
    async def approve_proposal(
        self,
        actor: NamedDependency[Actor],
        setting_proposals: NamedDependency[ProposalService],
        proposal_id: FromPath[UUID],
        data: JSONBody[VerdictReason],
    ) -> Proposal:
        """Agree to a change that another person proposed; it is made at once.

        An API token stands for the person who made it.
        """
        return await setting_proposals.approve(actor, proposal_id, data.reason)

    @post("/{proposal_id:uuid}/decline", status_code=HTTP_200_OK, **permitted(SETTINGS_APPROVE))
    async def decline_proposal(
        self,
        actor: NamedDependency[Actor],
        setting_proposals: NamedDependency[ProposalService],
        proposal_id: FromPath[UUID],
        data: JSONBody[VerdictReason],
    ) -> Proposal:
        """Refuse a change that another person proposed."""
        return await setting_proposals.decline(actor, proposal_id, data.reason)

    @post("/{proposal_id:uuid}/withdraw", status_code=HTTP_200_OK, **permitted(SETTINGS_UPDATE))
    async def withdraw_proposal(
        self,
        actor: NamedDependency[Actor],
        setting_proposals: NamedDependency[ProposalService],
        proposal_id: FromPath[UUID],
        data: JSONBody[VerdictReason],
    ) -> Proposal:
        """Take back a change that oneself proposed."""
        return await setting_proposals.withdraw(actor, proposal_id, data.reason)


class MailTestController(Controller):
    """Trying the mail settings out."""

    path = "/api/v1/settings/mail/test"
    tags = ("Settings",)

    @post(status_code=HTTP_200_OK, **permitted(MAIL_UPDATE))
    async def test_mail(
        self,
        actor: NamedDependency[Actor],
        mail_test: NamedDependency[MailTest],
        data: JSONBody[MailTestTo],
    ) -> MailTestResult:
        """Send a test mail now, and tell what the mail server said or how it failed.

        It takes 30 seconds at most.
        """
        return await mail_test.run(actor, data.to)


CONTROLLERS = (SettingController, ProposalController, MailTestController)
