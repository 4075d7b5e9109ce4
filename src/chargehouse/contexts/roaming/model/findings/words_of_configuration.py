"""Checks of versions, their details and their URLs, and of credentials and parties."""

from typing import Final

from chargehouse.contexts.roaming.model.findings.checks import Check, Section

LIST: Final = Section("Versions: Version information endpoint")
VERSION: Final = Section("Versions: VersionNumber enum")
DETAILS: Final = Section("Versions: Version details endpoint")
ENDPOINT: Final = Section("Versions: Endpoint class")
MODULES: Final = Section("Versions: ModuleID enum")
SECURITY: Final = Section("Transport and format: Security and authentication")
URL: Final = Section("Types: URL")
OBJECT: Final = Section("Credentials: Credentials object")
ROLE: Final = Section("Credentials: CredentialsRole class", "Credentials: Credentials object")
NEWER: Final = Section("Credentials: Updating to a newer version")
ENDPOINTS: Final = Section("Credentials: Changing endpoints for the current version")
UPDATING: Final = Section(
    "Credentials: Updating the credentials and resetting the credentials token",
    "Credentials: Updating the credentials and resetting the token",
)

CHECKS: Final = (
    Check(
        "versions.shape",
        "fault",
        "The list of versions is not one",
        "It must be a list of objects with `version` and `url`.",
        "See whether the address is that of the versions endpoint.",
        LIST,
    ),
    Check(
        "versions.twice",
        "fault",
        "A version is listed twice",
        "Nobody can tell which of the two addresses serves.",
        "Ask the partner to list each version once.",
        LIST,
    ),
    Check(
        "versions.unknown",
        "note",
        "A version is listed that OCPI does not have",
        "It is left alone.",
        "Nothing needs to be done.",
        VERSION,
    ),
    Check(
        "versions.none_common",
        "fault",
        "No version is spoken by both sides",
        "Here 2.1.1, 2.2.1 and 2.3.0 are spoken.",
        "Ask the partner for one of them.",
        VERSION,
    ),
    Check(
        "versions.gone",
        "fault",
        "The version that was agreed is listed no more",
        "The partner is registered in a version that it no longer offers.",
        "Change credentials with the partner, so that both take another version.",
        NEWER,
    ),
    Check(
        "url.relative",
        "fault",
        "A URL is not absolute",
        "It must begin with `https://`, for it is used as it stands.",
        "Ask the partner to write the whole address.",
        URL,
    ),
    Check(
        "url.unusable",
        "fault",
        "A URL cannot be asked",
        "It is too long, holds characters that no URL can hold, or leads nowhere.",
        "Ask the partner for a proper address.",
        URL,
    ),
    Check(
        "url.not_https",
        "fault",
        "A URL is not encrypted",
        "With `http://` the credentials token and all data can be read on the way.",
        "Ask the partner for an address with `https://`.",
        SECURITY,
    ),
    Check(
        "url.other_host",
        "note",
        "A URL leads to another host",
        "The token is sent there as well.",
        "Make sure that the host is the partner's.",
        SECURITY,
    ),
    Check(
        "details.shape",
        "fault",
        "The details of a version are not what they should be",
        "They must hold `version`, and `endpoints` with `identifier` and `url`.",
        "Show the partner the field.",
        DETAILS,
    ),
    Check(
        "details.version",
        "fault",
        "The details are those of another version",
        "The list of versions leads to the wrong place.",
        "Ask the partner to correct its list of versions.",
        DETAILS,
    ),
    Check(
        "details.credentials",
        "fault",
        "There is no endpoint for credentials",
        "It is the one module that everybody must have: nobody can register without it.",
        "Ask the partner to list it.",
        MODULES,
    ),
    Check(
        "details.twice",
        "fault",
        "An endpoint is listed twice",
        "One side of a module has one address.",
        "Ask the partner to list it once.",
        ENDPOINT,
    ),
    Check(
        "details.role",
        "fault",
        "An endpoint does not say its side",
        "Since 2.2 its `role` is `SENDER` or `RECEIVER`, and nothing else.",
        "Ask the partner to correct `role`; such an endpoint is not used.",
        ENDPOINT,
    ),
    Check(
        "details.module_unknown",
        "note",
        "A module is listed that this version does not have",
        "It may be the partner's own; it is left alone.",
        "Nothing needs to be done.",
        MODULES,
    ),
    Check(
        "details.sides",
        "note",
        "A CPO sends no locations, or an eMSP no tokens",
        "Without them there is little to roam with.",
        "Ask the partner whether it is meant so.",
        MODULES,
    ),
    Check(
        "details.changed",
        "warning",
        "The endpoints are not those that we know",
        "The partner changed them and did not tell us; the old ones are still asked.",
        "Change credentials with the partner: endpoints are read anew then.",
        ENDPOINTS,
    ),
    Check(
        "credentials.shape",
        "fault",
        "The credentials are not what they should be",
        "They must hold a token, a URL and at least one role with its party.",
        "Show the partner the field.",
        OBJECT,
    ),
    Check(
        "credentials.ours",
        "fault",
        "The partner shows our own credentials",
        "Asked for credentials, a platform must show those with which it is called.",
        "Ask the partner to show its own.",
        OBJECT,
    ),
    Check(
        "credentials.url",
        "warning",
        "The credentials name another address of versions",
        "It is not the one by which we know the partner.",
        "Ask which one is right; changing credentials takes the one that is named.",
        OBJECT,
    ),
    Check(
        "credentials.token",
        "warning",
        "The credentials name another token than the one that is taken",
        "Whoever trusts them calls with the wrong token.",
        "Ask the partner to show the token that it takes.",
        OBJECT,
    ),
    Check(
        "party.country_code",
        "fault",
        "`country_code` has three letters",
        "Parties are named by alpha-2; alpha-3 is for addresses alone.",
        "Ask the partner for the code of two letters.",
        ROLE,
    ),
    Check(
        "party.twice",
        "fault",
        "A party is named twice in one role",
        "Case makes no difference.",
        "Ask the partner to name it once.",
        ROLE,
    ),
    Check(
        "party.ours",
        "fault",
        "The partner names a party that is ours",
        "Objects of that party would be taken for ours.",
        "Ask the partner to take it out; until then it cannot register.",
        ROLE,
    ),
    Check(
        "party.taken",
        "fault",
        "The partner names a party of another partner",
        "A party belongs to one platform.",
        "Find out whose it is, and let the other one give it up first.",
        ROLE,
    ),
    Check(
        "party.changed",
        "warning",
        "The parties are not those that we know",
        "The partner has others than it registered, and did not tell us.",
        "Change credentials with the partner: parties are taken over then.",
        UPDATING,
    ),
)
