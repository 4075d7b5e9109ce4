"""Currencies by ISO 4217, and how an amount is rounded to what can be paid."""

from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

_UNITS = tuple(Decimal(1).scaleb(-digits) for digits in range(13))
_WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_OF_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_OF_HUNDREDTHS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN "
    "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"
)

MINOR_DIGITS: Final = MappingProxyType(
    {
        **dict.fromkeys(_OF_HUNDREDTHS.split(), 2),
        **dict.fromkeys(_WITHOUT_MINOR_UNIT.split(), 0),
        **dict.fromkeys(_OF_THOUSANDTHS.split(), 3),
    }
)
"""How many decimals the amounts of a currency have, by its code: those in which people pay."""


def payable(amount: Decimal, currency: str) -> Decimal:
    """Return an amount rounded to the smallest unit of a currency, a half away from zero.

    Raises `KeyError` for what is no currency.
    """
    return rounded(amount, MINOR_DIGITS[currency])


def rounded(amount: Decimal, digits: int) -> Decimal:
    """Return an amount with so many decimals, a half away from zero."""
    return amount.quantize(_UNITS[digits], ROUND_HALF_UP)
