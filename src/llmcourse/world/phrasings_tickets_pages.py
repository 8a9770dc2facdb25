"""How pages on policies and products are worded, and the frames of questions about them.

Knows wording only. Documents use all forms; of each bank of questions the last fifth is kept for
the test split and the fifth before it for validation.
"""

from __future__ import annotations

IN_FORCE = (
    "This version holds from {d} on.",
    "The following has been in force since {d}.",
    "These terms apply from {d} until a newer version takes their place.",
    "From {d} on the terms are these.",
    "What is written here applies from {d}.",
)
COUNTS = (
    "What decides is {e}: the version in force on that day stays valid for the case.",
    "Which version applies depends on {e} alone.",
    "A later change of these terms does not touch older cases; {e} decides.",
    "If the terms change, those that were in force on {e} go on to apply.",
    "In all cases the version of {e} applies.",
)
EXCLUDED = (
    "There are exceptions: each of the following {x}: {l}.",
    "Please note the exceptions. None of these is treated as above, since it {x}: {l}.",
    "Exceptions, each of which {x}: {l}.",
)
CHANGES_OPENING = (
    "On {d} a new version of our {t} takes effect.",
    "Our {t} has been revised; the new version starts on {d}.",
    "From {d} on, some terms of the {t} are different.",
    "To all colleagues: please use the new {t} from {d} on.",
    "The board has approved a new {t}, valid from {d}.",
)
CHANGES = (
    "From then on {n} is {o} instead of {b}.",
    "So far {n} was {b}; now it is {o}.",
    "The old version set {n} at {b}, the new one sets it at {o}.",
    "{N} changes from {b} to {o}.",
    "Where the old text said {b}, {n} is now {o}.",
    "{N}: {o} (before: {b}).",
)
CHANGES_CLOSING = (
    "Older cases keep the old terms.",
    "All other terms stay as they are.",
    "Printed copies of the old version should be thrown away.",
    "Please answer open letters by the terms that held on {e}.",
    "Questions may be put to the office on the second floor.",
)

PRODUCT_OPENING = (
    "The {s} is a {k}.",
    "{s} is the name of our {k}.",
    "Our {k} is called {s}.",
    "Since {y} we have made a {k} under the name of {s}.",
    "With the {s} we offer a {k} for every day.",
    "Among our goods the {s} is the {k}.",
)
RELEASED = (
    "The {s} came out in {a}.",
    "{s} has been on sale since {a}.",
    "We presented the {s} in {a}.",
    "We brought out the {s} in {a}.",
    "{a} saw the first {s}.",
    "The {s} reached the shops in {a}.",
)
PRICED = (
    "It costs {o}.",
    "The price is {o}.",
    "It is sold at {o}.",
    "We ask {o} for it.",
    "In our shop it stands at {o}.",
)
WEIGHED = (
    "It weighs {o}.",
    "Its weight is {o}.",
    "On the scales it shows {o}.",
    "With {o} it stands firmly.",
)
PARTS_OPENING = (
    "Parts for the {s} can be ordered by number.",
    "The numbers on this page are those of the {s}. Please check your version before you order.",
    "Every part of the {s} that wears can be had singly.",
    "Not every part fits every version of the {s}, so the numbers are listed by version.",
)
FAULTS_OPENING = (
    "Before you write to us about a {s}, please look through this page.",
    "What to do if the {s} does not work as it should:",
    "This page gathers what our workshop has learned about the {s}.",
    "Most troubles with the {s} have a simple cause.",
    "A few hints on the {s}, from long experience.",
)
FAULT_TOLD = (
    "If {x}, {c}. Please {r}.",
    "Sometimes {x}. In most cases {c}; please {r}.",
    "When {x}, it means that {c}. The remedy: {r}.",
    "{X}? Then {c}. Please {r}.",
    "Owners tell us that {x}. The reason is that {c}. To mend this, {r}.",
    "Should you find that {x}, then {c}. In that event {r}.",
    "It may happen that {x}, because {c}. What helps: {r}.",
    "{X}: this happens when {c}. Please {r}.",
    "A known trouble is that {x}. As a rule {c}. The way out is simple: {r}.",
    "Where {x}, {c}, and the advice is: {r}.",
    "In case {x}, look no further: {c}. Please {r}.",
    "Every now and then we hear that {x}. Almost always {c}. Then {r}.",
    "You notice that {x}. That is a sign that {c}. Please {r}.",
    "If you find that {x}, you may be sure that {c}. Our advice: {r}.",
    "One letter in five says that {x}. We then find that {c}. What to do: {r}.",
    "Now and again {x}, since {c}. You should then {r}.",
    "The workshop has often seen that {x}. The cause: {c}. The remedy: {r}.",
    "As soon as {x}, {c}. There is only one thing to do: {r}.",
    "That {x} has to do with the fact that {c}. Please {r}.",
    "{X}. This tells you that {c}. Please {r}.",
    "Has it come to the point that {x}? In that event {c}. We ask you to {r}.",
)

NOW_FRAMES = (
    "As things stand now, {q}",
    "{Q}",
    "At present, {q}",
    "By the terms that hold today, {q}",
    "Please tell me: {q}",
    "Under the current {t}, {q}",
    "A question on the {t} of today: {q}",
    "For a case of today, {q}",
    "Right now, {q}",
    "In the latest version of the {t}, {q}",
    "I looked for it and didn't find it: {q}",
    "According to your {t} as it is now, {q}",
    "One thing I'd like to know: {q}",
    "These days, {q}",
    "With the terms in force at the moment, {q}",
)
DATED_FRAMES = (
    "{did} {d}. {Q}",
    "{Q} {did} {d}.",
    "{did} {d}: {q}",
    "{did} {d}, so {q}",
    "My case is an older one. {did} {d}. {Q}",
    "{did} {d}, and I wonder: {q}",
    "Please look up the terms of that time. {did} {d}. {Q}",
    "{did} {d}. By the terms of that day, {q}",
    "{Q} I should add that {did_low} {d}.",
    "Given that {did_low} {d}, {q}",
    "Your terms have changed, I hear. {did} {d}. {Q}",
    "The date that counts: {did_low} {d}. {Q}",
    "As {did_low} {d}, {q}",
    "{Q} The date: {did_low} {d}.",
    "{did} {d}, if I remember rightly. {Q}",
    "Which terms apply to me? {did} {d}. {Q}",
    "{Q} ({did} {d}.)",
    "If {did_low} {d}, {q}",
    "Suppose {did_low} {d}. {Q}",
    "My papers say that {did_low} {d}. {Q}",
)
FAULT_FRAMES = (
    "What should I do with my {p} when {x}?",
    "My {p} has a fault: {x}. What helps?",
    "On my {p} I see that {x}. What is the remedy?",
    "What do I do about a {p} if {x}?",
    "{X}. What does one do about that on the {p}?",
    "Which step helps with the {p} when {x}?",
    "I have a {p}, and {x}. How do I put it right?",
    "How is a {p} mended when {x}?",
    "With the {p}, what is to be done if {x}?",
    "What do you advise for the {p} when {x}?",
    "The trouble with my {p} is that {x}. What now?",
    "{X}: what do you recommend to owners of a {p}?",
    "What is the right thing to do if {x} and it is a {p}?",
    "For the {p}, what's the remedy if {x}?",
    "Our {p} is giving us trouble: {x}. What can be done?",
    "What does the workshop advise for a {p} when {x}?",
    "I'm at a loss with my {p}, as {x}. What should I do?",
    "Is there a remedy for a {p} when {x}?",
    "What helps a {p} of which one can say that {x}?",
    "What's to be done about my {p}? {X}.",
)
PART_FRAMES = (
    "Which number does the {part} of the {p} have?",
    "What is the part number of the {part} for the {p}?",
    "I need a {part} for my {p}. What is its number?",
    "Under which number can I order the {part} of the {p}?",
    "For the {p}, which {part} is the right one?",
    "What number should I give when I order a {part} for a {p}?",
    "Please give me the number of the {part} that fits the {p}.",
    "Which {part} belongs to the {p}?",
    "How is the {part} for the {p} numbered?",
    "Looking for a {part}: what's the number for the {p}?",
    "What do I write on the order for a {part} of the {p}?",
    "By what number do you know the {part} of the {p}?",
)
