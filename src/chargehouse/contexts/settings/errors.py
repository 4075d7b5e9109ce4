"""What settings refuses."""

from chargehouse.kernel.errors import Conflict, Forbidden, NotFound


class SettingUnknown(NotFound):
    """There is no such setting."""

    code = "setting_unknown"


class SettingChangedMeanwhile(Conflict):
    """The setting was changed since it was read."""

    code = "changed_meanwhile"


class SettingVersionUnknown(NotFound):
    """The setting never had this version."""

    code = "setting_version_unknown"


class SecretNotKept(Conflict):
    """Earlier values of a secret are not kept."""

    code = "secret_not_kept"


class ProposalUnknown(NotFound):
    """There is no such proposal."""

    code = "proposal_unknown"


class ProposalWaits(Conflict):
    """Another change of the setting waits for a second person."""

    code = "proposal_waits"


class ProposalDecided(Conflict):
    """The proposal was decided before."""

    code = "proposal_decided"


class ProposalExpired(Conflict):
    """Nobody decided in time."""

    code = "proposal_expired"


class SecondPersonNeeded(Forbidden):
    """Who proposed a change does not decide on it."""

    code = "second_person_needed"


class PersonNeeded(Forbidden):
    """It is not known which person answers for what is asked."""

    code = "person_needed"


class NotYourProposal(Forbidden):
    """Only who proposed a change takes it back."""

    code = "not_your_proposal"
