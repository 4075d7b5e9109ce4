"""Messages of OCPP 1.6 with its security extension: a file each, named after the message."""
