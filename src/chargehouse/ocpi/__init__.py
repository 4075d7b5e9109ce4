"""OCPI 2.1.1, 2.2.1 and 2.3.0: the protocol alone, for both ends and every role.

`v211`, `v221` and `v230` hold each version's objects, a module a file; 2.2.1 is the middle one, and
the others define what differs. `scalars` and `objects` are what all are made of. `codec` reads and
writes them, `documents` keeps what came whole, `patches` and `location_trees` change it by PATCH.
`envelope`, `paging`, `headers`, `versions`, `urls` and `interfaces` are the transport;
`conversions` says one version's object in another. `errors` are the status codes. No tables, no
events, no requests, no product.
"""
