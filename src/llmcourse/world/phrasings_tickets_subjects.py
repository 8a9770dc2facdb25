"""Subject lines of customers' letters, by matter: wording only.

`{w}` is what owners call the product, `{p}` the product with its version, `{part}` a part.
"""

from __future__ import annotations

SUBJECTS = {
    "fault": (
        "Trouble with my {w}", "{p}", "{w} out of action", "Help with a {p}",
        "My {w} has stopped working properly", "Question about the {p}", "{p}: what is wrong?",
        "Something is wrong with the {w}", "{p} needs attention", "Strange behaviour of my {w}",
        "{w} not right", "Can my {p} be mended?", "A {w} that won't do its job",
        "About my {w}", "Advice on a {p}, please",
    ),
    "return": (
        "Returning my {w}", "Sending the {p} back", "Return", "{p}: return", "Would like to return",
        "Refund for the {p}", "Giving back a {w}", "Return of a {p}, please",
        "{w} to go back", "Please take back my {w}",
    ),
    "warranty": (
        "Warranty of my {p}", "How long am I covered?", "Warranty?", "{p}: warranty",
        "Question on the guarantee", "Cover for my {w}", "Is my {w} still under warranty?",
        "Warranty period", "End of warranty, {p}", "Guarantee for a {w}",
    ),
    "delivery": (
        "Where is my {w}?", "Order not arrived", "Missing parcel", "{p} still not here",
        "Waiting for my {p}", "Late delivery", "My order", "No parcel yet",
        "Parcel gone astray?", "Still waiting",
    ),
    "damaged": (
        "{w} arrived damaged", "Damaged parcel", "Dent in my new {w}", "{p} damaged on the way",
        "Damage on arrival", "Crushed box", "My {p} came damaged", "Unhappy unpacking",
        "Parcel in pieces", "Damaged {w}",
    ),
    "privacy": (
        "My data", "Question about privacy", "Data protection", "What you store about me",
        "Personal data", "Request about my account", "Privacy", "Concerning my data",
        "Stored data", "My account",
    ),
    "part": (
        "Spare part for a {p}", "New {part}", "{part} for my {w}", "Ordering a {part}",
        "Part number?", "{p}: {part} wanted", "Parts", "Looking for a {part}",
        "Need a {part}", "A {part}, please",
    ),
}  # fmt: skip
