"""Checks of lists: their heads, their pages, their filters; and of routing."""

from typing import Final

from chargehouse.contexts.roaming.model.findings.checks import Check, Section

REQUEST: Final = Section("Transport and format: Paginated Request")
RESPONSE: Final = Section("Transport and format: Paginated Response")
FILTERS: Final = Section("Transport and format: Paginated Request", "the module's GET method")
ROUTING: Final = Section("Transport and format: Message Routing Headers")

CHECKS: Final = (
    Check(
        "list.shape",
        "fault",
        "A list is not a list",
        "`data` must be a list, also where it is empty.",
        "Ask the partner to send `[]` for nothing.",
        Section("Transport and format: Response format"),
    ),
    Check(
        "list.total_count",
        "fault",
        "A list has no proper `X-Total-Count`",
        "It says how many objects there are, so that a client knows when it has all.",
        "Ask the partner to add the header, a whole number, on every page.",
        RESPONSE,
    ),
    Check(
        "list.limit",
        "fault",
        "A list has no proper `X-Limit`",
        "It says how many objects a page has at most.",
        "Ask the partner to add the header, a whole number, on every page.",
        RESPONSE,
    ),
    Check(
        "list.limit_ignored",
        "fault",
        "A page has more objects than were asked for",
        "`limit` is there to protect both sides from answers that are too large.",
        "Ask the partner to honour `limit`.",
        REQUEST,
    ),
    Check(
        "link.missing",
        "fault",
        "A page that is not the last has no `Link`",
        "Who follows the links believes to have read everything, and has not.",
        'Ask the partner to send `Link` with `rel="next"`.',
        RESPONSE,
    ),
    Check(
        "link.relative",
        "fault",
        "`Link` is not absolute",
        "It must hold the whole address of the next page.",
        "Ask the partner to write it with `https://` and its host.",
        RESPONSE,
    ),
    Check(
        "link.other_host",
        "warning",
        "`Link` leads to another host",
        "Often it is the host behind a proxy, which cannot be reached from outside.",
        "Ask the partner to use the host that it is asked at.",
        RESPONSE,
    ),
    Check(
        "link.filters",
        "fault",
        "`Link` does not keep the filters",
        "The next page is then one of another list.",
        "Ask the partner to keep `date_from` and `date_to` in the link.",
        RESPONSE,
    ),
    Check(
        "link.last_page",
        "fault",
        "The last page has a `Link`",
        "Who follows the links never comes to an end, or asks once too often.",
        "Ask the partner to leave the header out on the last page.",
        RESPONSE,
    ),
    Check(
        "page.repeats",
        "fault",
        "A page repeats objects of the one before",
        "The sequence of objects must not change while it is read.",
        "Ask the partner for a fixed order, as by when objects were made.",
        RESPONSE,
    ),
    Check(
        "page.skips",
        "fault",
        "Pages leave objects out",
        "Read by pages, the list has fewer objects than read at once.",
        "Ask the partner to begin each page where the one before ended.",
        RESPONSE,
    ),
    Check(
        "page.beyond",
        "warning",
        "Beyond its end a list is not empty",
        "An `offset` after the last object must be answered by an empty list.",
        "Ask the partner to answer `[]` with success, without `Link`.",
        REQUEST,
    ),
    Check(
        "filter.date_from",
        "fault",
        "`date_from` is not honoured",
        "Objects that were changed before it come as well, or those of just then are missing.",
        "Ask the partner to compare it with `last_updated`, itself included.",
        FILTERS,
    ),
    Check(
        "filter.date_to",
        "fault",
        "`date_to` is not honoured",
        "Objects that were changed then or later come as well.",
        "Ask the partner to compare it with `last_updated`, itself left out.",
        FILTERS,
    ),
    Check(
        "filter.date_from_needed",
        "note",
        "Sessions are listed without `date_from`",
        "The parameter is required there, so the request should have been refused.",
        "Nothing needs to be done: we always send it.",
        Section("Sessions: GET Method"),
    ),
    Check(
        "routing.missing",
        "note",
        "Answers do not say from whom and to whom they are",
        "A hub could not pass them on.",
        "Ask the partner to answer with the `OCPI-from` and `OCPI-to` headers.",
        ROUTING,
    ),
    Check(
        "routing.wrong",
        "warning",
        "Answers name the wrong parties",
        "In an answer the two parties of the request change places.",
        "Ask the partner to swap them.",
        ROUTING,
    ),
)
