"""The base of every OCPI object, and what all versions share."""

import msgspec

from chargehouse.ocpi.scalars import Language, Text512


class OcpiObject(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A message's body, or an object inside one; what is absent is `None`, and so is a null.

    Fields that OCPI does not know are no fault in any version (transport and format,
    non-specified JSON fields); they are kept where the document is (`documents`). Making one
    checks nothing: checks are made on the way in, and by `codec.check`.
    """


class DisplayText(OcpiObject, frozen=True, kw_only=True):
    """A text for people, in one language."""

    language: Language
    text: Text512
