"""Household goods of the ticket world: what they are for, their parts, and how they fail.

Knows wording only; `phrasings_tickets_tools` holds the other half of the range. In a fault, `k`
is a number that each product has of its own. `symptom` and `cause` are clauses, `remedy` is an
imperative that follows "please"; `said` holds the ways customers tell it, where `{n}` stands for
the product and starts a sentence. Of `said` the last form is kept for the test split and the one
before it for validation.
"""

from __future__ import annotations

from typing import NamedTuple


class FaultText(NamedTuple):
    """How a fault is told. `mode`: steps (done at home), part, bench (sent in) or safety."""

    mode: str
    part: str
    symptom: str
    cause: str
    remedy: str
    said: tuple[str, ...]


class KindText(NamedTuple):
    """A kind of product: `short` is what owners call it, `weight` in kg, `price` in crowns."""

    short: str
    use: str
    care: str
    parts: tuple[str, ...]
    weight: tuple[int, int]
    price: tuple[int, int]
    battery: bool
    faults: tuple[FaultText, ...]


HOME: dict[str, KindText] = {
    "dehumidifier": KindText(
        "dehumidifier",
        "It takes damp out of cellars, bathrooms and rooms where washing dries",
        "Empty the tank every evening and rinse the dust filter under the tap once a month.",
        ("tank float", "dust filter", "drain hose", "fan wheel"),
        (9, 14), (180, 290), False,
        (
            FaultText(
                "steps", "tank float",
                "the tank light stays on although the tank is empty",
                "the float is stuck below its guide",
                "take out the tank, lift the float {k} times and put it back",
                (
                    "{n} insists that its tank is full, but I emptied it ten minutes ago.",
                    "I empty the tank, slide it back in, and the red tank light simply stays on.",
                    "The light for a full tank never goes out now, even with a bone-dry tank.",
                    "{n} won't start any more because it believes the tank is full.",
                    "No matter how often I empty the tank, {n} goes on asking me to empty it.",
                    "Full tank, says the light. There isn't a drop in it.",
                ),
            ),
            FaultText(
                "part", "fan wheel",
                "the fan rattles and slows down after a few minutes",
                "a blade of the fan wheel has cracked",
                "pull off the rear grille and press the new fan wheel on until it clicks {k} times",
                (
                    "{n} rattles as if somebody had dropped a coin into it.",
                    "After five minutes there is a rattle from the back and the air gets weak.",
                    "There's a loud clatter from the fan, and then it slows down to nothing.",
                    "{n} has started to rattle so badly that we can't sleep next door to it.",
                    "The fan sounds like a bicycle with a card in its spokes.",
                    "Something is loose in the fan of {m}: it clatters, then it gets slower.",
                ),
            ),
            FaultText(
                "bench", "drain hose",
                "it runs day and night but collects no water",
                "the cooling circuit has lost its gas",
                "send it in so that the circuit can be sealed and filled to {k} bar",
                (
                    "{n} runs all day and the tank is as dry in the evening as in the morning.",
                    "It hums along happily and doesn't collect a single drop of water.",
                    "The cellar is damp, {n} is running, and yet no water arrives in the tank.",
                    "In a whole week there has not been one cup of water in the tank.",
                    "It used to fill its tank overnight; now nothing comes out at all.",
                    "{n} blows air but takes no damp out of it any more.",
                ),
            ),
        ),
    ),
    "electric kettle": KindText(
        "kettle",
        "It boils up to two litres and holds the temperature that you set",
        "Descale it with vinegar once a month; in towns with hard water, every two weeks.",
        ("lid spring", "lime filter", "base plate", "water gauge"),
        (1, 3), (35, 75), False,
        (
            FaultText(
                "steps", "lime filter",
                "it switches itself off before the water boils",
                "lime on the heating plate fools the sensor",
                "fill it with one part vinegar and two parts water, boil it and wait {k} minutes",
                (
                    "{n} clicks off long before the water boils.",
                    "My tea has been lukewarm for a week, because it switches off far too early.",
                    "It gives up when the water is barely warm.",
                    "{n} turns itself off after half a minute, every single time.",
                    "I have to press the switch three or four times to get the water to boil.",
                    "The switch jumps back well before anything bubbles.",
                ),
            ),
            FaultText(
                "part", "lid spring",
                "the lid no longer opens when the button is pressed",
                "the lid spring has jumped off its pin",
                "hook the new lid spring over the pin and turn it {k} quarter turns",
                (
                    "The lid of {m} doesn't open any more, whatever I do with the button.",
                    "I press the button and the lid stays shut.",
                    "We fill {m} through the spout now, since the lid is stuck.",
                    "The button for the lid goes in and nothing happens.",
                    "{n} keeps its lid shut as if it were glued.",
                    "To open the lid I need a butter knife these days.",
                ),
            ),
            FaultText(
                "safety", "base plate",
                "the base grows hot and smells of burning",
                "a contact in the base plate is loose and makes sparks",
                "unplug the base and leave it unplugged for good, even if it cools in {k} minutes",
                (
                    "There is a smell of burning from the base, and it gets hot to the touch.",
                    "This morning the base of {m} smoked and left a brown mark on the table.",
                    "The base becomes so hot that I don't dare to leave the room.",
                    "I heard a crackle in the base and then it smelled like burnt plastic.",
                    "{n} smells scorched at the bottom whenever it is on.",
                    "The plastic under {m} has gone brown and it reeks of burning.",
                ),
            ),
        ),
    ),
    "fan heater": KindText(
        "heater",
        "It warms a small room within minutes and turns itself off when it is tipped over",
        "Keep half a metre clear in front of it and brush the dust out of the grille each autumn.",
        ("tilt switch", "front grille", "control knob", "foot plate"),
        (2, 5), (60, 120), False,
        (
            FaultText(
                "steps", "tilt switch",
                "it stops as soon as it stands on the floor",
                "the tilt switch is not fully pressed down",
                "turn the foot screw {k} times to the left until it stands level",
                (
                    "{n} works while I hold it in my hands and stops when I put it down.",
                    "As soon as it stands on the floor it goes off.",
                    "On the table it heats, on the floor it doesn't. Strange.",
                    "{n} cuts out every time I set it down on the boards.",
                    "I lift it, it blows. I put it down, it stops.",
                    "It refuses to run unless it is hanging in the air, so to speak.",
                ),
            ),
            FaultText(
                "part", "control knob",
                "the knob turns freely and the heat stays the same",
                "the shaft inside the control knob has split",
                "pull the old control knob off and push the new one on with its mark at {k}",
                (
                    "The knob goes round and round and nothing changes.",
                    "I can turn the knob of {m} all the way and it stays at full heat.",
                    "The dial spins without any resistance now.",
                    "{n} can't be set any lower, since the knob just turns freely.",
                    "Turning the knob does nothing at all these days.",
                    "There is no click in the knob any more and the heat never changes.",
                ),
            ),
            FaultText(
                "safety", "front grille",
                "sparks can be seen behind the grille",
                "the heating wire touches the frame",
                "unplug it, let it cool for {k} minutes and do not use it again",
                (
                    "Last night I saw sparks behind the grille.",
                    "There were small blue sparks in {m} when I switched it on.",
                    "It crackled, and something glowed behind the grille that shouldn't glow.",
                    "{n} throws sparks. I pulled the plug at once.",
                    "My son saw sparks inside it and called me.",
                    "Behind the bars of {m} it sparks like a sparkler.",
                ),
            ),
        ),
    ),
    "coffee grinder": KindText(
        "grinder",
        "It grinds beans in eighteen steps, from powder for a pot to grains for a press",
        "Brush out the ring after each bag of beans and never wash it.",
        ("grinding ring", "bean hopper", "drawer", "drive belt"),
        (2, 4), (90, 160), False,
        (
            FaultText(
                "steps", "grinding ring",
                "the motor hums but no beans are ground",
                "a bean is jammed between the rings",
                "set the dial to {k}, unplug it and turn the ring backwards by hand",
                (
                    "{n} hums, but not a single bean goes through.",
                    "I hear the motor and get no coffee.",
                    "It makes the right noise and grinds nothing.",
                    "The beans sit on top and stay there while the motor hums.",
                    "{n} only growls at me now. The beans don't move.",
                    "Motor on, beans still whole: that is all that happens.",
                ),
            ),
            FaultText(
                "part", "drive belt",
                "it slips and smells of rubber under load",
                "the drive belt has stretched",
                "open the bottom with the key and lay the new drive belt over wheel {k}",
                (
                    "With dark beans it slips and there's a smell of rubber.",
                    "{n} loses its grip halfway through and smells like an old tyre.",
                    "It squeals, slips and stinks of rubber when the hopper is full.",
                    "Halfway through a portion it slows down, and the kitchen smells of rubber.",
                    "I can hear something slip inside {m} when it has to work.",
                    "A whiff of hot rubber, and then it spins without biting.",
                ),
            ),
            FaultText(
                "bench", "bean hopper",
                "the ground coffee is full of coarse lumps",
                "the lower ring has worn out of true",
                "send it in so that both rings can be set to {k} hundredths",
                (
                    "The coffee comes out as dust and gravel at the same time.",
                    "On the finest step I still find half beans in the drawer.",
                    "{n} grinds unevenly: powder on one side, lumps on the other.",
                    "Whatever step I choose, the result is full of lumps.",
                    "My coffee has turned coarse and bitter since {m} lost its even grind.",
                    "There are big crumbs between the fine powder every time.",
                ),
            ),
        ),
    ),
    "desk lamp": KindText(
        "lamp",
        "It gives a steady white light in five strengths and remembers the last one",
        "Wipe the arm with a dry cloth and leave the joint screws as they are.",
        ("touch panel", "arm joint", "mains lead", "lamp head"),
        (1, 3), (45, 95), False,
        (
            FaultText(
                "steps", "touch panel",
                "it flickers in the two lower strengths",
                "it has lost its basic setting",
                "keep a finger on the touch panel for {k} seconds until it blinks twice",
                (
                    "{n} flickers as soon as I dim it.",
                    "At full strength it is fine, at the lower two it flickers.",
                    "The light trembles in the evening when I turn it down.",
                    "It flickers so much on the low setting that my eyes hurt.",
                    "{n} twitches like a candle on the lowest step.",
                    "When I turn the light down, it starts to blink and shiver.",
                ),
            ),
            FaultText(
                "part", "arm joint",
                "the arm sinks down by itself",
                "the friction ring in the arm joint is worn",
                "loosen the side screw, swap the arm joint and tighten it by {k} turns",
                (
                    "The arm of {m} sinks down on my papers.",
                    "I put the arm up, and a minute later its head is on the desk.",
                    "It won't stay up any longer; the arm slowly goes down.",
                    "{n} bows to me all day long. The arm doesn't hold.",
                    "The joint has become so loose that the arm droops.",
                    "My lamp hangs its head: the arm just slides down.",
                ),
            ),
            FaultText(
                "bench", "lamp head",
                "half of the light field stays dark",
                "one row in the lamp head has failed",
                "send it in so that the row of {k} diodes can be soldered anew",
                (
                    "Half of the light is gone; the left side stays dark.",
                    "Only one side of {m} lights up now.",
                    "There's a dark stripe over half of the light field.",
                    "{n} shines on one half of my desk and leaves the other in the dark.",
                    "One row of lights has gone out and doesn't come back.",
                    "Since Monday half the head has been black.",
                ),
            ),
        ),
    ),
}  # fmt: skip
