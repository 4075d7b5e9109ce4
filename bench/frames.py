"""What the load generator sends: frames made by formatting alone, no schema, no JSON library."""

import time
from collections.abc import Generator

Script = Generator[bytes, bytes, None]
"""Yields requests; is sent the answer to each."""

BOOT_16 = (
    b'[2,"%d","BootNotification",{"chargePointVendor":"Bench","chargePointModel":"One",'
    b'"chargePointSerialNumber":"%s","firmwareVersion":"1.0"}]'
)
BOOT_2 = (
    b'[2,"%d","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"Bench",'
    b'"model":"One","serialNumber":"%s","firmwareVersion":"1.0"}}]'
)
AUTHORIZE_16 = b'[2,"%d","Authorize",{"idTag":"%s"}]'
AUTHORIZE_2 = b'[2,"%d","Authorize",{"idToken":{"idToken":"%s","type":"ISO14443"}}]'
STATUS_16 = (
    b'[2,"%d","StatusNotification",{"connectorId":1,"status":"%s","errorCode":"NoError",'
    b'"timestamp":"%s"}]'
)
START_16 = (
    b'[2,"%d","StartTransaction",{"connectorId":1,"idTag":"%s","meterStart":%d,"timestamp":"%s"}]'
)
METER_16 = (
    b'[2,"%d","MeterValues",{"connectorId":1,"transactionId":%s,"meterValue":[{"timestamp":"%s",'
    b'"sampledValue":[{"value":"%d","measurand":"Energy.Active.Import.Register","unit":"Wh"},'
    b'{"value":"%d","measurand":"Power.Active.Import","unit":"W"}]}]}]'
)
STOP_16 = (
    b'[2,"%d","StopTransaction",{"transactionId":%s,"idTag":"%s","meterStop":%d,"timestamp":"%s",'
    b'"reason":"Local"}]'
)
EVENT_2 = (
    b'[2,"%d","TransactionEvent",{"eventType":"%s","timestamp":"%s","triggerReason":"%s",'
    b'"seqNo":%d,"transactionInfo":{"transactionId":"%s","chargingState":"Charging"},'
    b'"evse":{"id":1,"connectorId":1}%s,"meterValue":[{"timestamp":"%s","sampledValue":['
    b'{"value":%d,"measurand":"Energy.Active.Import.Register","unitOfMeasure":{"unit":"Wh"}},'
    b'{"value":%d,"measurand":"Power.Active.Import","unitOfMeasure":{"unit":"W"}}]}]}]'
)
METER_VALUES_A_SESSION = 3
RUN_MODULUS = 1_000_000


def tag(number: int) -> bytes:
    """Return the identifier of a number, 13 characters."""
    return b"BENCH%08d" % number


class Counter:
    """Message ids of one process, and which tag comes next."""

    def __init__(self, tags: int, seed: int) -> None:
        self.last = 0
        self._tags = tags
        self._tag = seed

    def id(self) -> int:
        """Return the next message id."""
        self.last += 1
        return self.last

    def tag(self) -> bytes:
        """Return the next tag, far from the one before in any index."""
        self._tag = (self._tag + 7_919_993) % self._tags
        return tag(self._tag)


class Stamp:
    """The time as text, made anew once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._text = b""

    def now(self) -> bytes:
        """Return the time in UTC with milliseconds."""
        moment = time.time()
        second = int(moment)
        if second != self._second:
            self._second = second
            self._text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)).encode()
        return b"%s.%03dZ" % (self._text, int((moment - second) * 1000))


def heartbeat(counter: Counter, _: Stamp, __: bytes) -> Script:
    """Beat for ever."""
    while True:
        yield b'[2,"%d","Heartbeat",{}]' % counter.id()


def authorise_16(counter: Counter, _: Stamp, __: bytes) -> Script:
    """Authorise one known tag after the other (1.6)."""
    while True:
        yield AUTHORIZE_16 % (counter.id(), counter.tag())


def authorise_2(counter: Counter, _: Stamp, __: bytes) -> Script:
    """Authorise one known tag after the other (2.x)."""
    while True:
        yield AUTHORIZE_2 % (counter.id(), counter.tag())


def meter_values_16(counter: Counter, stamp: Stamp, _: bytes) -> Script:
    """Start one transaction, then send meter values of two samples for ever (1.6)."""
    energy_wh = int(time.time()) % RUN_MODULUS
    reply = yield START_16 % (counter.id(), counter.tag(), energy_wh, stamp.now())
    transaction = transaction_id(reply)
    while True:
        energy_wh += 5
        power_w = 11_000 - energy_wh % 100
        yield METER_16 % (counter.id(), transaction, stamp.now(), energy_wh, power_w)


def transaction_events_2(counter: Counter, stamp: Stamp, code: bytes) -> Script:
    """Start one transaction, then send updates of two samples for ever (2.x)."""
    transaction = b"%s-%d" % (code, time.time_ns() // 1_000_000)
    token = b',"idToken":{"idToken":"%s","type":"ISO14443"}' % counter.tag()
    at = stamp.now()
    yield EVENT_2 % (
        *(counter.id(), b"Started", at, b"Authorized", 0, transaction, token, at, 0, 0),
    )
    number = 0
    while True:
        number += 1
        at = stamp.now()
        yield EVENT_2 % (
            *(counter.id(), b"Updated", at, b"MeterValuePeriodic", number, transaction, b"", at),
            *(number * 5, 11_000 - number % 100),
        )


def sessions_16(counter: Counter, stamp: Stamp, _: bytes) -> Script:
    """Run one whole session after the other (1.6): nine messages each."""
    energy_wh = int(time.time()) % RUN_MODULUS
    while True:
        name = counter.tag()
        yield AUTHORIZE_16 % (counter.id(), name)
        yield STATUS_16 % (counter.id(), b"Preparing", stamp.now())
        reply = yield START_16 % (counter.id(), name, energy_wh, stamp.now())
        transaction = transaction_id(reply)
        yield STATUS_16 % (counter.id(), b"Charging", stamp.now())
        for _each in range(METER_VALUES_A_SESSION):
            energy_wh += 250
            yield METER_16 % (counter.id(), transaction, stamp.now(), energy_wh, 11_000)
        yield STOP_16 % (counter.id(), transaction, name, energy_wh, stamp.now())
        yield STATUS_16 % (counter.id(), b"Available", stamp.now())


def transaction_id(reply: bytes) -> bytes:
    """Return the digits of `transactionId` in the answer to a StartTransaction."""
    start = reply.index(b'"transactionId":') + len(b'"transactionId":')
    end = start
    while reply[end : end + 1] in b"-0123456789 " and end < len(reply):
        end += 1
    return reply[start:end].strip()


SCRIPTS = {
    "heartbeat": heartbeat,
    "authorise-1.6": authorise_16,
    "authorise-2.0.1": authorise_2,
    "meter-values-1.6": meter_values_16,
    "transaction-events-2.0.1": transaction_events_2,
    "sessions-1.6": sessions_16,
}
