"""Building blocks of the HTTP interface.

`application` puts an ASGI application together from routes; `auth` names who asks; `problems` turns
refusals into RFC 9457 answers; `requests` gives ids, logs and measures; `paging`, `csv` and
`events` are the three shapes of long answers; `idempotency` makes a repeated POST harmless;
`openapi` describes it all; `operations` serves health and metrics.
"""
