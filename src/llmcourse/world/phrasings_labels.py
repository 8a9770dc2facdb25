"""The classes of the label task, their sentences, and what is held out for evaluation.

Nothing is drawn here. The order of the classes decides what a seed draws: it stays.
"""

from llmcourse.world.phrasings_labels_daily import DAILY
from llmcourse.world.phrasings_labels_trades import TRADES

HELD_OUT_TEMPLATES = 8  # the last sentences of every class

LABEL_NAMES = (
    "praise",
    "complaint",
    "request",
    "thanks",
    "weather",
    "cooking",
    "sport",
    "music",
    "illness",
    "travel",
    "farming",
    "school",
    "money",
    "repair",
    "animals",
    "building",
    "sailing",
    "election",
    "crime",
    "gardening",
    "clothing",
    "astronomy",
    "mining",
    "theatre",
)
LABEL_CLASSES: dict[str, tuple[str, ...]] = {
    name: DAILY[name] if name in DAILY else TRADES[name] for name in LABEL_NAMES
}

# Classes kept for evaluation.
HELD_OUT_CLASSES: tuple[str, ...] = (
    "sailing",
    "theatre",
    "astronomy",
    "mining",
)
