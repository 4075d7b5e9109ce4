"""What news refuses."""

from chargehouse.kernel.errors import Conflict, Forbidden, NotFound


class NewsUnknown(NotFound):
    """The tenant has no such entry; those of releases cannot be changed."""

    code = "news_unknown"


class NewsChangedMeanwhile(Conflict):
    """The entry is no longer in the version that was read."""

    code = "changed_meanwhile"


class NoReader(Forbidden):
    """Only people read: nobody stands behind this token."""

    code = "news_no_reader"
