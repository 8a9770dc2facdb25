"""The company's other policies (delivery, privacy, repair), and what no policy tells.

Knows wording and values only; what the fields mean is said in `phrasings_tickets_terms`.
"""

from __future__ import annotations

from llmcourse.world.phrasings_tickets_terms import PURCHASES, PolicyText, TermText

SERVICES: dict[str, PolicyText] = {
    "delivery": PolicyText(
        "Delivery policy",
        (
            "We send parcels on every working day.",
            "Orders leave our store in the order in which they come in.",
            "This page says how long a parcel takes, what it costs and what happens if it is late.",
        ),
        "I ordered it on", "the day of the order",
        {
            "delivery_time": TermText(
                ("8 working days", "7 working days", "6 working days", "5 working days",
                 "4 working days"),
                (
                    "A parcel takes {o} from the order to the door.",
                    "Standard delivery takes {o}.",
                    "Orders are delivered within {o}.",
                    "From the order to your door we need {o}.",
                ),
                (
                    "how long does a delivery take?",
                    "within what time does a parcel arrive?",
                    "how many working days does standard delivery need?",
                    "when should the parcel be at my door?",
                    "how long is a parcel on its way?",
                    "how long from the order to my door?",
                    "how quickly do you deliver without express?",
                ),
                "the time for a delivery",
            ),
            "express_price": TermText(
                ("18 crowns", "16 crowns", "13 crowns", "11 crowns", "9 crowns"),
                (
                    "Express delivery on the next working day costs {o}.",
                    "For {o} a parcel arrives on the next working day.",
                    "Those in a hurry pay {o} for express delivery.",
                    "The price of express delivery is {o}.",
                ),
                (
                    "what does express delivery cost?",
                    "how much is express?",
                    "how much do I pay to have it on the next working day?",
                    "what is the price of express delivery?",
                    "how much extra is the fast delivery?",
                    "if I'm in a hurry, what does the parcel cost?",
                    "what do you charge for delivery by tomorrow?",
                ),
                "the price of express delivery",
            ),
            "free_from": TermText(
                ("120 crowns", "100 crowns", "80 crowns", "60 crowns", "40 crowns"),
                (
                    "Orders of {o} or more travel free.",
                    "From {o} on, delivery is free.",
                    "There is no charge for the delivery of orders from {o} upwards.",
                    "We bear the postage for orders of at least {o}.",
                ),
                (
                    "from what amount is delivery free?",
                    "how much must I order to pay no postage?",
                    "what is the smallest order that travels free?",
                    "when do you bear the postage?",
                    "at what sum does delivery cost nothing?",
                    "how big must an order be for free delivery?",
                    "from which total on is the postage on you?",
                ),
                "the amount for free delivery",
            ),
            "damage_window": TermText(
                ("2 days", "3 days", "6 days", "9 days", "12 days"),
                (
                    "Damage on the way has to be reported within {o} of the arrival.",
                    "If something arrives damaged, tell us within {o}.",
                    "A damaged parcel must be reported no later than {o} after it came.",
                    "We make transport damage good if we hear of it within {o}.",
                ),
                (
                    "how soon must I report damage on the way?",
                    "within what time do I have to report a damaged parcel?",
                    "how many days do I have to tell you that it arrived damaged?",
                    "what is the limit for reporting transport damage?",
                    "until when after the arrival can I complain about a dent?",
                    "how long can I wait before reporting a crushed parcel?",
                    "how quickly must you hear of damage in transport?",
                ),
                "the time to report damage",
            ),
            "lost_after": TermText(
                ("18 working days", "16 working days", "14 working days", "12 working days",
                 "10 working days"),
                (
                    "A parcel that has not come {o} after the order counts as lost.",
                    "After {o} we regard a parcel as lost and send another.",
                    "If a parcel is not there {o} after the order, we send it again.",
                    "We give the carrier {o}; then the parcel is lost and a new one leaves.",
                ),
                (
                    "when does a parcel count as lost?",
                    "after how many days do you send a missing parcel again?",
                    "how long does the carrier have before a parcel is regarded as lost?",
                    "how long must I wait until you send a second parcel?",
                    "at what point is a parcel treated as lost?",
                    "when do you give up on a missing parcel?",
                    "how long until a vanished parcel is sent anew?",
                ),
                "the time after which a parcel is lost",
            ),
        },
        "is never left in a parcel locker",
        ("a parcel with a battery", "a parcel of more than 20 kg", "a parcel for an island",
         "a parcel worth more than 300 crowns"),
    ),
    "privacy": PolicyText(
        "Privacy policy",
        (
            "We keep as little about our customers as we can.",
            "What we know about a customer belongs to the customer.",
            "This page says what we store, for how long, and how to have it shown or deleted.",
        ),
        "I sent my request on", "the day of the request",
        {
            "copy_time": TermText(
                ("30 days", "25 days", "20 days", "15 days", "10 days"),
                (
                    "A copy of all data on a person is sent within {o} of the request.",
                    "Whoever asks for a copy of their data gets it within {o}.",
                    "Requests for a copy of one's data are answered within {o}.",
                    "We have {o} to send a customer a copy of their data.",
                ),
                (
                    "how long does a copy of my data take?",
                    "within what time do I get a copy of my data?",
                    "how many days do you have to show me my data?",
                    "when do you send the copy of my data?",
                    "how soon is a request for a data copy answered?",
                    "how long may you take to tell me what you store?",
                    "what is the limit for sending me my own data?",
                ),
                "the time for a copy of one's data",
            ),
            "delete_time": TermText(
                ("28 days", "24 days", "18 days", "12 days", "6 days"),
                (
                    "Accounts are deleted within {o} of the request.",
                    "A request to delete data is carried out within {o}.",
                    "It takes up to {o} to delete an account and all that belongs to it.",
                    "Customers who want their data deleted wait no longer than {o}.",
                ),
                (
                    "how long does it take to delete my data?",
                    "within what time is an account deleted?",
                    "how many days until my data is gone?",
                    "when will my account have been deleted?",
                    "how quickly do you erase a customer's data?",
                    "what is the limit for deleting an account?",
                    "how soon after I ask is everything erased?",
                ),
                "the time for deleting an account",
            ),
            "recording_kept": TermText(
                ("120 days", "90 days", "75 days", "50 days", "35 days"),
                (
                    "Recorded calls are kept for {o}.",
                    "The recording of a call is deleted after {o}.",
                    "We keep recordings of calls for {o} and use them for training.",
                    "No recording of a call is older than {o}.",
                ),
                (
                    "how long are recorded calls kept?",
                    "after what time is the recording of a call deleted?",
                    "for how many days do you store phone calls?",
                    "when is my recorded call erased?",
                    "how long does a recording stay with you?",
                    "how old can the recording of a call become?",
                    "for what time is a phone call held on file?",
                ),
                "the time for which calls are kept",
            ),
        },
        "is kept for 10 years, as the law asks, even if an account is deleted",
        ("a bill", "a receipt of payment", "a letter about a bill", "a contract with a supplier"),
    ),
    "repair": PolicyText(
        "Repair policy",
        (
            "We mend what we have made, also after the warranty.",
            "Most things can be mended, and our workshop likes to do it.",
            "This page is about repairs in our own workshop.",
        ),
        "I handed it in on", "the day on which the goods are handed in",
        {
            "check_fee": TermText(
                ("34 crowns", "29 crowns", "24 crowns", "19 crowns", "14 crowns"),
                (
                    "Outside the warranty the check costs {o}.",
                    "A check of goods out of warranty is charged at {o}.",
                    "The fee for a check after the warranty is {o}.",
                    "We charge {o} for looking at goods whose warranty is over.",
                ),
                (
                    "what does a check cost after the warranty?",
                    "how much is the fee for a check out of warranty?",
                    "what do I pay to have it looked at once the warranty is over?",
                    "how much does the workshop charge for a check?",
                    "what is the price of a check?",
                    "how much do you ask for looking at an old piece?",
                    "what's the fee when the warranty has run out?",
                ),
                "the fee for a check",
            ),
            "bench_time": TermText(
                ("25 working days", "21 working days", "17 working days", "13 working days",
                 "9 working days"),
                (
                    "A repair takes {o} at most.",
                    "Our workshop needs up to {o} for a repair.",
                    "Goods leave the workshop within {o}.",
                    "Count on {o} for a repair.",
                ),
                (
                    "how long does a repair take?",
                    "how many working days does the workshop need?",
                    "when do I get it back from the workshop?",
                    "within what time are goods repaired?",
                    "how long will it stay in the workshop?",
                    "how many days do I have to do without it during a repair?",
                    "how long must I wait for a repair?",
                ),
                "the time for a repair",
            ),
            "stored_for": TermText(
                ("40 days", "55 days", "70 days", "100 days", "150 days"),
                (
                    "Goods that nobody collects are stored for {o}.",
                    "Repaired goods are kept for {o} and then given to a charity.",
                    "We store what is not collected for {o}.",
                    "After {o} in our store, goods that nobody collects go to a charity.",
                ),
                (
                    "how long do you store repaired goods?",
                    "for how many days is a repaired piece kept if I don't collect it?",
                    "how long can I leave it with you after the repair?",
                    "when do goods that nobody collects go to a charity?",
                    "how long do you hold on to goods that aren't collected?",
                    "until when must I pick it up after a repair?",
                    "for how long is it safe in your store?",
                ),
                "the time for which goods are stored",
            ),
        },
        "is not repaired",
        ("goods of other makers", "a battery that has been opened", "a lamp older than 15 years",
         "a heater that has been under water"),
    ),
}  # fmt: skip

POLICIES: dict[str, PolicyText] = {**PURCHASES, **SERVICES}
"""All policies, by the name that facts use."""

UNTOLD = {  # topics on which no document says anything
    "return": (
        "Can I return a gift without a receipt?",
        "Do you match the price if another shop sells it for less?",
        "Can I swap it for a different colour?",
        "May I return goods in one of your partners' shops in person?",
    ),
    "warranty": (
        "Can I buy a longer warranty for an extra price?",
        "Does the warranty pass to the next owner if I sell it?",
        "Is the warranty also valid abroad?",
        "Do I have to register the product for the warranty?",
    ),
    "delivery": (
        "Do you deliver on Sundays?",
        "Can you wrap the parcel as a present?",
        "Is delivery possible by bicycle messenger?",
        "Who carries the parcel up to the fourth floor?",
    ),
    "privacy": (
        "Who is your data protection officer?",
        "Do you sell addresses to other firms?",
        "In which country are your servers?",
        "Do you use cookies in your shop on the web?",
    ),
    "repair": (
        "Do you lend me another one during a repair?",
        "Can I watch the repair?",
        "How many people work in the workshop?",
        "Do you train apprentices in the workshop?",
    ),
    "product": (
        "What colours does the {p} come in?",
        "How loud is the {p} in decibels?",
        "Does the {p} run on 110 volts?",
        "In which town is the {p} made?",
        "Who designed the {p}?",
        "How much power does the {p} need when it is off?",
        "Is there a carrying case for the {p}?",
        "Has the {p} won a design prize?",
    ),
}
