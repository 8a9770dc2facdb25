"""What customers answer to an agent's message: it helped, it did not, here is the model.

Knows wording only; the places are those of `phrasings_tickets_customers`.
"""

from __future__ import annotations

FIXED = (
    "That did it, thank you!",
    "It works again. Thanks a lot.",
    "Thank you, all is well now.",
    "I did as you said and it runs like new.",
    "Wonderful, it works.",
    "Two minutes' work. I should have asked earlier.",
    "Many thanks, that was it.",
    "What a relief! It's going again.",
    "You were right, and I'm grateful.",
    "Done, and it works. Have a nice weekend.",
    "It was exactly that. Thank you for the quick answer.",
    "My neighbour didn't believe it, but it runs.",
    "Problem solved. Thanks!",
    "Perfect, thanks.",
    "It has been running for an hour now without a hitch.",
    "That was easier than I feared. Thank you.",
    "Success! I'll keep your message in case it happens again.",
    "I'm glad I wrote to you. It works.",
    "No more trouble since then. Thank you.",
    "It took me two tries, but now it's fine.",
)
STILL = (
    "I did all that, and it's just the same.",
    "No luck. It does exactly what it did before.",
    "For a day it worked, now we are back where we started.",
    "I've followed your advice twice. Nothing has changed.",
    "Thanks, but that didn't help.",
    "It made no difference, I'm afraid.",
    "I tried it three times, without success.",
    "Same as before, sadly.",
    "That helped for ten minutes.",
    "I have done it as you wrote. It still doesn't work.",
    "The trouble is still there.",
    "Unfortunately it's no better.",
)
GIVES_VERSION = (
    "It says {p} on the bottom, and the receipt is from {d}.",
    "It's a {p}. I bought it on {d}.",
    "Here it is: {p}, bought {d}.",
    "I had to turn it over: {p}. Date on the receipt: {d}.",
    "The sticker reads {p}. We bought it on {d}.",
    "{p}, {d}. I hope that helps.",
    "I found the receipt: {d}. And it's the {p}.",
    "The label on the back says {p}; the order was on {d}.",
    "Sure: {p}, and {d} is the date.",
    "That would be the {p}, from {d}.",
    "I looked it up, it's a {p} and I've had it since {d}.",
    "Model {p}, invoice dated {d}.",
)
