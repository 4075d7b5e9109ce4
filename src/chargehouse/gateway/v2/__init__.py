"""Messages of OCPP 2.0.1 and 2.1: a file each, named after the message."""
