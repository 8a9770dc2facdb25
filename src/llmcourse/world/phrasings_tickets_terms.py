"""Policies on purchases: their terms, how documents state them and how customers ask for them.

Knows wording and the values to choose from; `tickets` draws which value holds when. In `told`,
`{o}` is the value. The last fifth of each bank of questions is kept for the test split and the
fifth before it for validation; documents use all statements.
"""

from __future__ import annotations

from typing import NamedTuple


class TermText(NamedTuple):
    """One term: its values from the oldest to the newest, statements, questions, a noun phrase."""

    values: tuple[str, ...]
    told: tuple[str, ...]
    asked: tuple[str, ...]
    noun: str


class PolicyText(NamedTuple):
    """A policy. `did` begins a dated question ("I bought it on ..."), `counts` is the day that
    decides which version holds, `fixed` are exceptions that never change."""

    title: str
    scope: tuple[str, ...]
    did: str
    counts: str
    terms: dict[str, TermText]
    excludes: str
    fixed: tuple[str, ...]


PURCHASES: dict[str, PolicyText] = {
    "return": PolicyText(
        "Return policy",
        (
            "Whoever buys from us may change their mind.",
            "Not every purchase turns out to be the right one, and so goods may be sent back.",
            "This page says when goods can be returned and what is paid back.",
        ),
        "I bought it on", "the day of purchase",
        {
            "return_period": TermText(
                ("14 days", "21 days", "30 days", "45 days", "60 days"),
                (
                    "The return period is {o}, counted from the day of purchase.",
                    "Goods can be sent back within {o} of the purchase.",
                    "A buyer has {o} from the day of purchase to return what they bought.",
                    "We accept returns for {o} after the purchase.",
                ),
                (
                    "how long can I return a purchase?",
                    "what is the return period?",
                    "how many days do I have to send it back?",
                    "within what time are returns accepted?",
                    "how long may I think it over before it's too late to return it?",
                    "until when, counted from the purchase, can goods come back?",
                    "for how long is a return possible?",
                ),
                "the return period",
            ),
            "opened_share": TermText(
                ("25 percent", "20 percent", "15 percent", "10 percent", "5 percent"),
                (
                    "If the box has been opened, {o} of the price are kept.",
                    "For opened goods we deduct {o} of the price.",
                    "Opened goods are taken back less {o} of their price.",
                    "A sealed box is refunded in full; an opened one costs {o} of the price.",
                ),
                (
                    "how much of the price is kept if I opened the box?",
                    "what do you deduct for opened goods?",
                    "what share of the price do I lose if the box has been opened?",
                    "what does it cost me to return something that I unpacked?",
                    "how big is the deduction on a return that's no longer sealed?",
                    "what is taken off the refund for an open box?",
                    "if I've unpacked it, how much less do I get back?",
                ),
                "the deduction for opened goods",
            ),
            "refund_time": TermText(
                ("20 days", "16 days", "10 days", "7 days", "5 days"),
                (
                    "The refund is paid within {o} of the parcel's arrival.",
                    "Once the parcel has arrived, the money is paid back within {o}.",
                    "It takes us up to {o} from the arrival of the parcel to pay the money back.",
                    "Refunds reach the buyer's account no later than {o} after the goods reach us.",
                ),
                (
                    "how long does a refund take?",
                    "when do I get my money after the parcel has arrived?",
                    "how many days pass before the refund is paid?",
                    "how quickly is the money paid back?",
                    "what is the limit for paying a refund?",
                    "how soon after the return do I see my money?",
                    "within what time do you pay back?",
                ),
                "the time for a refund",
            ),
        },
        "can not be returned",
        ("opened filter packs", "goods engraved to order", "parts that have been fitted",
         "goods from the clearance shelf"),
    ),
    "warranty": PolicyText(
        "Warranty policy",
        (
            "We stand behind what we sell.",
            "If something fails through no fault of its owner, we put it right.",
            "This page sets out for how long we repair at our own cost.",
        ),
        "I bought it on", "the day of purchase",
        {
            "warranty_period": TermText(
                ("12 months", "18 months", "24 months", "30 months", "36 months"),
                (
                    "The warranty lasts {o} from the day of purchase.",
                    "For private owners the warranty is {o}.",
                    "Every product carries a warranty of {o}, counted from the purchase.",
                    "We repair or exchange at our cost for {o} after the purchase.",
                ),
                (
                    "how long is the warranty?",
                    "for how many months does the warranty run?",
                    "what warranty do I have as a private owner?",
                    "how long do you repair at your own cost?",
                    "how many months of guarantee are there?",
                    "what is the length of the guarantee?",
                    "how long am I covered if it fails at home?",
                ),
                "the warranty",
            ),
            "battery_warranty": TermText(
                ("6 months", "8 months", "10 months", "15 months", "20 months"),
                (
                    "Batteries are an exception: they are covered for {o}.",
                    "For batteries the warranty is {o}, as they wear with use.",
                    "The battery of a product has {o} of warranty.",
                    "Batteries have a warranty of their own, which is {o}.",
                ),
                (
                    "how long is the battery under warranty?",
                    "what warranty do batteries have?",
                    "for how many months is a battery covered?",
                    "does the battery have a warranty of its own, and how long is it?",
                    "how long do you stand in for a worn battery?",
                    "how many months does the guarantee on the battery last?",
                    "what about the battery: how long is it covered?",
                ),
                "the warranty on batteries",
            ),
            "business_warranty": TermText(
                ("3 months", "4 months", "5 months", "9 months", "11 months"),
                (
                    "Goods that are used in a business are covered for {o}.",
                    "In a trade or a business the warranty is {o} only.",
                    "For commercial use the warranty is cut to {o}.",
                    "Shops, offices and workshops have {o} of warranty.",
                ),
                (
                    "how long is the warranty if I use it in my shop?",
                    "what warranty applies to commercial use?",
                    "how many months of warranty does a business get?",
                    "how long is it covered in an office?",
                    "what is the warranty for use in a trade?",
                    "I run a café: how long is the guarantee there?",
                    "for how long are goods covered in a business?",
                ),
                "the warranty for businesses",
            ),
        },
        "is not covered by the warranty",
        ("damage by lime", "wear of brushes and seals", "damage from a fall",
         "damage after repairs by others"),
    ),
}  # fmt: skip
