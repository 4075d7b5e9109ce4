"""Amounts with and without taxes: how one comes of the other, and how they are rounded.

Every line is rounded to four decimals, a half away from zero, as OCPI's numbers are; whatever is
shown adds up. What is due is rounded once more, in total, to the currency's smallest unit.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from chargehouse.contexts.tariffs.model.tariff import VAT, PriceLimit, Tax, TaxIncluded
from chargehouse.kernel.money import MINOR_DIGITS, payable, rounded

DIGITS: Final = 4
ZERO: Final = rounded(Decimal(0), DIGITS)

_HUNDRED: Final = Decimal(100)


class TaxAmount(Struct, frozen=True, omit_defaults=True, gc=False):
    """How much of a tax is due; without a percentage where only a limit says that there is any."""

    name: str
    amount: Decimal
    percent: Decimal | None = None
    account_number: str | None = None


class Amount(Struct, frozen=True, gc=False):
    """An amount without and with its taxes; one of them is none where it cannot be known."""

    excl: Decimal | None
    incl: Decimal | None
    taxes: tuple[TaxAmount, ...] = ()


NOTHING: Final = Amount(ZERO, ZERO)


def taxed(price: Decimal, taxes: tuple[Tax, ...] | None, included: TaxIncluded) -> Amount:
    """Return what a price comes to, without and with taxes.

    What costs nothing needs no taxes to be known. Where the price has taxes in it that nobody
    names, what it is without them is not known; where they come on top, what it is with them.
    """
    amount = rounded(price, DIGITS)
    if not amount:
        return NOTHING
    if included == "not_applicable":
        return Amount(amount, amount)
    if taxes is None:
        return Amount(amount, None) if included == "no" else Amount(None, amount)
    if included == "no" and len(taxes) == 1:
        (tax,) = taxes
        due_of_it = _due(tax, amount)
        return Amount(amount, amount + due_of_it.amount, (due_of_it,))
    base = amount
    if included == "yes":
        base = amount / (1 + sum((tax.percent for tax in taxes), ZERO) / _HUNDRED)
    due = tuple(_due(tax, base) for tax in taxes)
    together = _together(due)
    if included == "yes":
        return Amount(amount - together, amount, due)
    return Amount(amount, amount + together, due)


def total(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of amounts; what is not known of one is not known of all."""
    excl: Decimal | None = ZERO
    incl: Decimal | None = ZERO
    taxes: dict[tuple[str, Decimal | None, str | None], Decimal] = {}
    for each in amounts:
        excl = None if excl is None or each.excl is None else excl + each.excl
        incl = None if incl is None or each.incl is None else incl + each.incl
        for tax in each.taxes:
            key = tax.name, tax.percent, tax.account_number
            taxes[key] = taxes.get(key, ZERO) + tax.amount
    if excl is None or incl is None:
        return Amount(excl, incl)
    return Amount(
        excl,
        incl,
        tuple(
            TaxAmount(name, amount, percent, account)
            for (name, percent, account), amount in taxes.items()
        ),
    )


def in_currency(amount: Amount, currency: str) -> Amount:
    """Return what is due of an amount, in the smallest unit in which people pay.

    With and without taxes are rounded each for itself; the taxes are what lies between.
    """
    excl = None if amount.excl is None else payable(amount.excl, currency)
    incl = None if amount.incl is None else payable(amount.incl, currency)
    if excl is None or incl is None:
        return Amount(excl, incl)
    return Amount(excl, incl, _shared(amount.taxes, incl - excl, MINOR_DIGITS[currency]))


def to_the_limit(
    before: Amount,
    limit: PriceLimit | None,
    choose: Callable[[Decimal, Decimal], Decimal],
    taxes: tuple[Tax, ...] | None,
    included: TaxIncluded,
) -> Amount:
    """Return what a limit adds to an amount or takes from it; `choose` is `max` for a minimum.

    With and without taxes are limited each for itself. Where the limit says only one of them,
    the other follows at the same rate: that of what was billed or, where nothing was, of `taxes`.
    """
    if limit is None:
        return NOTHING
    excl = _limited(before.excl, limit.excl, choose)
    incl = _limited(before.incl, limit.incl, choose)
    if excl == before.excl and incl == before.incl:
        return NOTHING
    on_top: TaxIncluded = "no" if included == "yes" else included
    if limit.incl is None and excl is not None and before.excl is not None:
        incl = _following(before.incl, before.excl, excl, taxed(excl, taxes, on_top).incl)
    if limit.excl is None and incl is not None and before.incl is not None:
        within: TaxIncluded = "yes" if included == "no" else included
        excl = _following(before.excl, before.incl, incl, taxed(incl, taxes, within).excl)
    more_excl = None if excl is None or before.excl is None else excl - before.excl
    more_incl = None if incl is None or before.incl is None else incl - before.incl
    if more_excl is None or more_incl is None:
        return Amount(more_excl, more_incl)
    like = before.taxes or tuple(_due(tax, _HUNDRED) for tax in taxes or ())
    return Amount(more_excl, more_incl, _shared(like, more_incl - more_excl, DIGITS))


def _due(tax: Tax, base: Decimal) -> TaxAmount:
    amount = rounded(base * tax.percent / _HUNDRED, DIGITS)
    return TaxAmount(tax.name, amount, tax.percent, tax.account_number)


def _together(taxes: Iterable[TaxAmount]) -> Decimal:
    return sum((tax.amount for tax in taxes), ZERO)


def _limited(
    amount: Decimal | None, limit: Decimal | None, choose: Callable[[Decimal, Decimal], Decimal]
) -> Decimal | None:
    return amount if amount is None or limit is None else choose(amount, limit)


def _following(
    amount: Decimal | None, base: Decimal, moved: Decimal, from_nothing: Decimal | None
) -> Decimal | None:
    """Return an amount that goes where its base goes; what it is from nothing has to be told."""
    if moved == base or amount is None:
        return amount
    return rounded(amount * moved / base, DIGITS) if base else from_nothing


def _shared(like: Sequence[TaxAmount], sum_: Decimal, digits: int) -> tuple[TaxAmount, ...]:
    """Return taxes of a sum that are to each other as others are; the greatest takes the rest."""
    if not like:
        return (TaxAmount(VAT, sum_),) if sum_ else ()
    together = _together(like)
    shares = [rounded(tax.amount * sum_ / together if together else ZERO, digits) for tax in like]
    greatest = max(range(len(like)), key=lambda place: abs(like[place].amount))
    shares[greatest] = rounded(shares[greatest] + sum_ - sum(shares), digits)
    return tuple(replace(tax, amount=share) for tax, share in zip(like, shares, strict=True))
