"""How people ask for a step-back question, and questions that rest on a principle: wording only.

`{q}` is the question; `{name}`, `{thing}`, `{a}` and `{b}` are filled by the task. HELD_OUT says
how many of each bank's last entries are kept for evaluation.
"""

HELD_OUT = {"STEP_BACK_ASKS": 3, "PRINCIPLES": 1}

STEP_BACK_ASKS: tuple[str, ...] = (
    "Step back and ask a more general question first: {q}",
    "Write a step-back question for this question: {q}",
    "Question: {q}\nStep-back question:",
    "Which broader question should be answered before this one?\n{q}",
    "{q}\n\nWhat is the more general question behind this?",
    "Take a step back. Give a question that is easier to answer and covers this one: {q}",
    "Turn this into a generic step-back question.\n{q}",
    "Paraphrase the question to a more general one.\nQuestion: {q}",
    "Ask about the background of this question instead: {q}",
    "Make the question more abstract: {q}",
    "Before you answer, what is the broader question behind this? {q}",
    "What wider question should I ask first? {q}",
    "{q}\n\nTake a step back: write the more general question.",
    "Write a step-back question for the following.\n{q}",
    "Make this question less specific: {q}",
    "Which general question stands behind the one below?\n{q}",
    "You help people think. Give the more basic question to: {q}",
    "Zoom out. What should be asked in general?\n{q}",
    "more general version of this question please: {q}",
    "Give a question that is broader and easier to answer than: {q}",
    "I am stuck on this: {q}\nWhat is the larger question to begin with?",
    "Name the background question to this one.\n{q}",
    "Generalise the question: {q}",
    "Rewrite as a higher-level question.\n\n{q}",
    "For this detail, ask for the whole: {q}",
    "Think of the principle or the history that is needed here and ask for it: {q}",
    "{q}\nWhat would one have to know first? Put it as a question.",
    "What would you look up first, in general terms, to answer this? {q}",
    "Give the high-level question that lies behind the following one: {q}",
    "Before any details, which wider question comes to mind? {q}",
)

PRINCIPLES: dict[str, tuple[str, ...]] = {
    # the step-back question: questions that it stands behind, the last one held out
    "What does the ideal gas law say?": (
        "What happens to the pressure of a gas if its temperature is doubled and its volume grows "
        "by a factor of {a}?",
        "A gas in a closed tank is heated until it is {a} times as hot. How does its pressure "
        "change?",
        "{name} presses a gas into a bottle of {a} litres. What becomes of its pressure?",
        "By how much does the volume of a warm gas shrink when the pressure rises {a} times?",
        "A balloon with {a} litres of gas is carried into the cold. What size will it have there?",
    ),
    "What is the law of conservation of energy?": (
        "A ball falls from a height of {a} metres. How fast is it when it reaches the ground?",
        "{name} lets a cart roll down a slope of {a} metres. What speed does it have below?",
        "A spring pushes a toy of {a} grams upwards. How high does it fly?",
        "How high will a swing rise on the other side if it starts {a} metres up?",
        "A stone is thrown straight up at {a} metres a second. At what height does it turn round?",
    ),
    "How does heat flow between bodies?": (
        "{name} puts a hot spoon of {a} degrees into cold water. What temperature do both reach?",
        "Why does a cup of tea of {a} degrees grow cold on the table?",
        "How long does a frozen pipe need to thaw in a room of {a} degrees?",
        "{a} grams of ice are dropped into warm milk. How cold does the milk become?",
        "Which of two blankets keeps {name} warmer at {a} degrees, the thick or the thin one?",
    ),
    "How does a lever work?": (
        "{name} sits {a} metres from the middle of a seesaw. Where must a lighter child sit?",
        "How heavy a stone can be lifted with a bar of {a} metres?",
        "A door is pushed close to its hinge. Why does it take {a} times the force?",
        "Why does a long spanner loosen a bolt that a short one of {a} inches cannot?",
        "Two buckets of {a} and {b} litres hang from a pole. Where must the shoulder be?",
    ),
    "What is Ohm's law?": (
        "A lamp has a resistance of {a} ohms at {b} volts. Which current flows through it?",
        "What happens to the current in a wire if the voltage rises from {a} to {b} volts?",
        "{name} measures {a} volts and {b} amperes. What is the resistance of the heater?",
        "How strong is the current if two resistors of {a} ohms are put in a row?",
        "A battery of {a} volts feeds a small motor. How many amperes does it draw at {b} ohms?",
    ),
    "When does a body float?": (
        "Does a block of wood of {a} grams and {b} cubic centimetres sink in water?",
        "How deep does a boat of {a} tonnes lie in the water?",
        "Why does an iron ship with {a} cabins swim while an iron nail sinks?",
        "{name} drops a ball of {a} grams into a pond. Will it stay on top?",
        "How much cargo can a raft of {a} logs carry before it goes under?",
    ),
    "How is an average speed computed?": (
        "A train covers {a} miles in {b} hours. How fast is it on average?",
        "{name} walks {a} miles before noon and {b} miles after it. What is the mean speed?",
        "How many hours does a cart need for {a} miles if it rests every {b} minutes?",
        "A ferry makes {a} trips of {b} miles a day. What is its usual speed?",
        "How quick was a runner who needed {a} minutes for {b} laps?",
    ),
    "How is simple interest computed?": (
        "{name} lends {a} crowns at {b} percent. How much comes back after a year?",
        "What does a loan of {a} crowns cost in {b} years?",
        "How much must {name} save at {a} percent to own {b} crowns more next year?",
        "A bank pays {a} percent on savings. How much do {b} crowns earn?",
        "After how many years have {a} crowns at {b} percent paid for the new roof?",
    ),
    "How do supply and demand set a price?": (
        "What happens to the price of {thing} if the harvest shrinks by {a} percent?",
        "Why did {thing} cost {a} crowns more after the mill closed?",
        "{a} more shops sell {thing} this year. How will the price move?",
        "Will {thing} become dearer when {a} more families want them?",
        "A second maker of {thing} opens in town. Can {name} still ask {a} crowns?",
    ),
    "What does a plant need to grow?": (
        "Why did {a} of the seedlings in the dark shed turn yellow?",
        "{name} waters one pot with {a} cups and another with none. Which flower lives longer?",
        "How should a greenhouse with {a} windows be turned to the sun?",
        "Why do the beans in row {a} stay smaller than those in row {b}?",
        "After {a} weeks without rain, which of the two fields will still bear fruit?",
    ),
    "How does an infection spread?": (
        "{a} guests of a wedding fell ill. Why not the others?",
        "How many children will catch the fever if {a} of them share a room?",
        "Why were {a} beds moved apart in the ward?",
        "{name} coughed at the market. How can {a} people be ill two days later?",
        "Why did washing hands cut the number of cases from {a} to {b}?",
    ),
    "How does evolution by selection work?": (
        "Why are the moths near the {a} chimneys darker than elsewhere?",
        "Why do the fish in a cave have no eyes after {a} generations?",
        "How did the beaks of the birds grow by {a} millimetres in dry years?",
        "Why did the spray stop killing the beetles after {a} summers?",
        "What made the hares of the north turn white within {a} centuries?",
    ),
    "How is the probability of an event computed?": (
        "{name} draws {a} cards from a pack. How likely is an ace among them?",
        "What are the odds of rolling a six within {a} throws?",
        "A bag holds {a} red and {b} blue balls. How often is a red one drawn?",
        "How likely is it that two of {a} pupils share a birthday?",
        "{a} of {b} tickets win. What are the chances of {name}, who bought two?",
    ),
    "How is the area of a shape computed?": (
        "How much paint does a wall of {a} by {b} feet need?",
        "{name} wants to lay tiles in a hall of {a} by {b} metres. How many are needed?",
        "A round pond is {a} metres across. How large is its surface?",
        "How much cloth goes into a sail with sides of {a} and {b} metres?",
        "What is the size of a garden bed that is {a} steps long and {b} steps wide?",
    ),
    "How do acids and bases react?": (
        "What happens when {a} drops of vinegar meet baking soda?",
        "{name} mixes {a} millilitres of lye with sour juice. Is the result still sour?",
        "How much chalk makes a sour field of {a} acres good again?",
        "Why does a stomach powder of {a} grams help against heartburn?",
        "Which colour does the test paper take after {a} spoons of soap in lemon water?",
    ),
    "What causes the tides?": (
        "Why is the harbour dry for {a} hours each day?",
        "When can a ship with a draught of {a} feet leave the bay?",
        "Why does the water at the pier rise {a} inches more at full moon?",
        "How late will the sea come back on day {a} of the month?",
        "{name} found the boat on the sand, {a} steps from the water. What had happened?",
    ),
}
