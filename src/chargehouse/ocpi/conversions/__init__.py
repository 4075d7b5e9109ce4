"""One version's objects said in another's, with 2.2.1 in the middle.

Each function returns what could be said (`Said`), naming what was lost on the way, or raises
`NotSayable` where saying less would say something else: a location that may not be shown, a price
that would be another.
"""
