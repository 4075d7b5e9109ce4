"""Where chargers connect: messages of OCPP become use cases, and answers become messages.

`server` lets chargers in (`admission` decides), `chargers` knows who is here, `charger` is one of
them; `v16` and `v2` hold a file a message; `commands` carries ours to whichever process holds the
charger; `masking` takes identifiers and secrets out of every frame before it is kept.
"""
