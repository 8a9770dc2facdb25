"""Garden, workshop and office goods of the ticket world: their parts, and how they fail.

Knows wording only; what the places mean is said in `phrasings_tickets_home`.
"""

from __future__ import annotations

from llmcourse.world.phrasings_tickets_home import HOME, FaultText, KindText

TOOLS: dict[str, KindText] = {
    "garden pump": KindText(
        "pump",
        "It lifts water from a barrel or a well of up to seven metres",
        "Drain it before the first frost and store it where it stays dry.",
        ("suction valve", "sieve", "shaft seal", "pressure gauge"),
        (7, 12), (140, 240), False,
        (
            FaultText(
                "steps", "suction valve",
                "it runs but draws no water",
                "air has got into the suction hose",
                "fill the hose with {k} litres of water before you start it",
                (
                    "{n} runs, the barrel is full, and nothing comes out of the hose.",
                    "It sucks air and no water at all.",
                    "I hear it working, but the watering can stays empty.",
                    "{n} doesn't draw any water since I put it up again in spring.",
                    "Not a drop arrives at the other end, though the motor runs.",
                    "The motor turns, the hose stays dry.",
                ),
            ),
            FaultText(
                "part", "shaft seal",
                "water drips from the housing while it runs",
                "the shaft seal has dried out",
                "undo the {k} screws of the cover and press in the new shaft seal",
                (
                    "Water drips out of the housing as long as it is on.",
                    "{n} leaks at the bottom; there is a puddle after ten minutes.",
                    "There's a steady drip from the middle of the housing.",
                    "I find a puddle under {m} after every use.",
                    "It loses nearly as much water as it pumps.",
                    "{n} is wet all around the shaft and keeps on dripping.",
                ),
            ),
            FaultText(
                "bench", "pressure gauge",
                "the pressure falls to nothing after an hour",
                "the winding of the motor is damaged",
                "send it in so that the motor can be wound anew with {k} layers",
                (
                    "For an hour all is well, then the pressure drops to nothing.",
                    "{n} gets weaker and weaker until only a trickle is left.",
                    "After about an hour of watering there's no pressure any more.",
                    "The gauge falls to zero once it has been running for a while.",
                    "It starts strong and ends as a trickle. Next day the same again.",
                    "{n} tires out: an hour, and the jet is gone.",
                ),
            ),
        ),
    ),
    "label printer": KindText(
        "printer",
        "It prints labels for jars, shelves and parcels on tape of three widths",
        "Clean the print head with a dry brush whenever you change the tape.",
        ("tape door", "print head", "roller", "cutter"),
        (1, 3), (70, 130), False,
        (
            FaultText(
                "steps", "roller",
                "the labels come out blank",
                "the tape has been put in upside down or the memory is full",
                "hold both arrow keys for {k} seconds and load the tape with its shiny side up",
                (
                    "All I get is blank labels.",
                    "{n} feeds the tape through and prints nothing on it.",
                    "The labels come out white, with not a letter on them.",
                    "It cuts neat little labels with no text at all.",
                    "Since I changed the tape, {n} has printed nothing but empty labels.",
                    "Out comes the label, and it is empty.",
                ),
            ),
            FaultText(
                "part", "cutter",
                "the labels are torn instead of cut",
                "the edge of the cutter has gone blunt",
                "slide out the old cutter and push in the new one up to mark {k}",
                (
                    "It tears the labels off rather than cutting them.",
                    "The edges of my labels look as if a mouse had been at them.",
                    "{n} doesn't cut any more; I use scissors.",
                    "Every label has a ragged edge now.",
                    "The knife in {m} only dents the tape.",
                    "I must tear each label off by hand, and they all fray.",
                ),
            ),
            FaultText(
                "bench", "print head",
                "a white line runs through every word",
                "a point of the print head has burnt out",
                "send it in so that the print head can be set with {k} test strips",
                (
                    "There's a white line through every word that I print.",
                    "Each label has the same white stripe across the letters.",
                    "{n} leaves out one thin line, always at the same height.",
                    "All letters look crossed out by a white line.",
                    "A pale stripe runs through everything {m} prints.",
                    "No word comes out whole, since one row stays white.",
                ),
            ),
        ),
    ),
    "sewing machine": KindText(
        "machine",
        "It sews twenty stitches, from fine silk to sailcloth",
        "Put one drop of oil on the hook after every eight hours of sewing.",
        ("bobbin case", "presser foot", "foot pedal", "thread guide"),
        (6, 11), (220, 380), False,
        (
            FaultText(
                "steps", "bobbin case",
                "the thread forms loops under the cloth",
                "the upper thread runs outside its guide",
                "thread it again with the foot up and set the tension to {k}",
                (
                    "The underside of the cloth is full of loops.",
                    "{n} makes a nest of thread beneath the seam.",
                    "From above the seam looks fine, from below it is one tangle.",
                    "I get big loops on the back of everything I sew.",
                    "It knots the thread under the cloth after five stitches.",
                    "Below the fabric {m} leaves a whole bird's nest.",
                ),
            ),
            FaultText(
                "part", "foot pedal",
                "it sews at full speed at the lightest touch",
                "the slide in the foot pedal is worn through",
                "plug in the new foot pedal and press it down {k} times before the first seam",
                (
                    "{n} races off at full speed when I so much as touch the pedal.",
                    "There is no slow any more, just stop and full speed.",
                    "The pedal reacts to the lightest touch and then everything flies.",
                    "It sews like mad, however gently I press.",
                    "I can't sew slowly with {m}: the pedal knows only one speed.",
                    "One toe on the pedal, and it bolts like a horse.",
                ),
            ),
            FaultText(
                "bench", "thread guide",
                "it skips every third or fourth stitch",
                "the hook no longer meets the needle in time",
                "send it in so that the hook can be set at {k} degrees",
                (
                    "It leaves out a stitch, sews three, leaves out another.",
                    "{n} skips stitches on every kind of cloth, with every needle.",
                    "Every few centimetres a stitch is missing.",
                    "My seams open again, because stitches are left out.",
                    "I count three stitches and a gap, three stitches and a gap.",
                    "{n} forgets every fourth stitch.",
                ),
            ),
        ),
    ),
    "cordless vacuum cleaner": KindText(
        "vacuum cleaner",
        "It cleans for up to forty minutes on one charge, on floors and on stairs",
        "Knock out the filter after each use and free the brush of hair once a week.",
        ("filter pack", "brush roll", "charging dock", "dust cup"),
        (2, 4), (160, 260), True,
        (
            FaultText(
                "steps", "brush roll",
                "it pulses on and off",
                "the air path is blocked behind the dust cup",
                "take off the dust cup and knock the filter pack out {k} times",
                (
                    "It goes on and off, on and off, about once a second.",
                    "{n} pulses like a heart and doesn't clean.",
                    "After two minutes it begins to stutter.",
                    "It runs for a second, stops for a second, and so on.",
                    "{n} has a sort of hiccup now.",
                    "On, off, on, off: that is all it does on the carpet.",
                ),
            ),
            FaultText(
                "part", "charging dock",
                "it stands in its dock overnight and is empty in the morning",
                "the springs of the charging dock no longer touch",
                "mount the new charging dock and leave it there for {k} hours",
                (
                    "It has been in its dock all night and is as empty as before.",
                    "The dock of {m} lights up, but nothing gets charged.",
                    "{n} doesn't charge any more unless I press it into the dock with my knee.",
                    "No charging light, whichever socket I use for the dock.",
                    "After a night in the dock it runs for ten seconds.",
                    "{n} sits in the dock and stays flat.",
                ),
            ),
            FaultText(
                "safety", "filter pack",
                "the battery bulges and grows hot while charging",
                "a cell of the battery has been damaged",
                "take it off the dock, lay it on stone and keep {k} metres away from wood",
                (
                    "The battery has swollen and gets really hot.",
                    "While charging, {m} gets so hot that I can hardly hold it.",
                    "The bottom bulges where the battery sits, and it is hot.",
                    "I noticed that the battery case has burst open a little, and it is warm.",
                    "{n} grew hot in the dock and its battery looks puffed up.",
                    "There is a bulge on the battery, and the dock feels like a hotplate.",
                ),
            ),
        ),
    ),
    "weather station": KindText(
        "weather station",
        "It measures wind, rain and air pressure and shows the next twelve hours",
        "Wipe the rain cup in autumn, when leaves fall into it.",
        ("rain cup", "wind vane", "outdoor sensor", "wall bracket"),
        (1, 3), (80, 150), True,
        (
            FaultText(
                "steps", "outdoor sensor",
                "the outdoor values have vanished from the display",
                "the sensor and the display have lost each other",
                "press the link key for {k} seconds within three steps of the sensor",
                (
                    "The display shows dashes instead of the outdoor temperature.",
                    "{n} has lost its outdoor values; there are only lines left.",
                    "Inside it shows everything, but nothing from outside.",
                    "Since the storm there are no values from the garden.",
                    "{n} and its sensor no longer talk to each other.",
                    "Where the outdoor temperature used to be, I see three dashes.",
                ),
            ),
            FaultText(
                "part", "wind vane",
                "the wind always comes from the same side",
                "the bearing of the wind vane is stuck",
                "unscrew the wind vane and fit the new one with its arrow at {k} degrees",
                (
                    "According to {m} the wind has been in the east for two weeks.",
                    "The wind direction never changes, whatever the flag next door does.",
                    "It claims that the wind always comes from the same side.",
                    "{n} shows one and the same wind direction, day and night.",
                    "The little vane doesn't turn any more.",
                    "North wind, says {m}. Always north wind.",
                ),
            ),
            FaultText(
                "bench", "rain cup",
                "the air pressure jumps up and down within minutes",
                "the pressure cell has cracked",
                "send it in so that the pressure cell can be set at {k} points",
                (
                    "The air pressure jumps about as if there were a hurricane every hour.",
                    "{n} shows storm, sun, storm, sun within ten minutes.",
                    "Its pressure curve looks like a saw.",
                    "The pressure goes up and down by the minute on a perfectly calm day.",
                    "I can't trust the pressure any more; it leaps from low to high.",
                    "Within one cup of tea {m} announced three storms.",
                ),
            ),
        ),
    ),
}  # fmt: skip

KINDS: dict[str, KindText] = {**HOME, **TOOLS}
"""All kinds of products: those for the house and those for garden, workshop and desk."""
