"""Pairs of topics that share words but not matter: similar is not relevant.

Knows wording only, written by hand. Each pair holds two short articles and, for each, three
questions with answers that stand in that article and nowhere in the other.
"""

Topic = tuple[str, str, tuple[tuple[str, str], ...]]
"""A title, a text, and questions with their answers."""

TOPIC_PAIRS: tuple[tuple[Topic, Topic], ...] = (
    (
        ("The insulated greenhouse",
         (
             "A greenhouse keeps the heat of the day only if its walls hold it back. "
             "Double panes with a gap of 16 millimetres are enough for a mild winter."
             " Black barrels of water along the north wall take up warmth by day and "
             "give it off by night. Lettuce needs at least 4 degrees, tomatoes ask "
             "for 12. On the coldest nights a paraffin heater helps."
         ),
         (((
             "How is the warmth of the day stored for the night so that plants do not"
             " freeze?"
         ), "Black barrels of water"),
          ("What temperature must be kept up inside for tomatoes?", "12"),
          ("How wide should the insulating gap be between panes?", "16 millimetres"))),
        ("The insulated cup",
         (
             "A thermos cup keeps tea warm because there is almost nothing between "
             "its two walls. The vacuum lets no heat through, and a thin layer of "
             "silver turns back what is left. After six hours a good cup still holds "
             "60 degrees. The lid is the weak point, since most of the warmth leaves "
             "through the cork. Never put it in the oven."
         ),
         (("What lies between the insulating walls that keep the tea hot?", "vacuum"),
          ("Where does most of the warmth escape?", "through the cork"),
          ("What temperature does it still hold after six hours?", "60 degrees"))),
    ),
    (
        ("The bank of the river",
         (
             "The bank at the bend lost two metres last spring. Willows were set "
             "along the edge, as their roots hold the soil. Where the current is "
             "strongest, baskets filled with stone were sunk. Anglers may use the "
             "bank again from June, but cars may not be parked on it. The work was "
             "paid for by the water board."
         ),
         (("Who paid to secure the bank?", "the water board"),
          ("Which plants were set to keep the bank from losing more?", "Willows"),
          ("From which month is the bank open again to anglers?", "June"))),
        ("The bank in the square",
         (
             "The bank in the square changes its hours. Its counter opens at half "
             "past eight and closes at three. Savings books can be filled in at the "
             "new machine beside the door. Losses from the spring are covered by the "
             "reserve. Those who want a loan should bring two payslips. The vault was"
             " not touched by the water."
         ),
         (("When does the bank close in the afternoon?", "three"),
          ("What should customers bring who want a loan from the bank?", "two payslips"),
          ("What covers the losses of the bank in spring?", "the reserve"))),
    ),
    (
        ("The crane on the quay",
         (
             "The new crane lifts 40 tonnes and turns on a ring of steel balls. It "
             "stands on one leg of concrete, 30 metres above the water. The driver "
             "climbs 112 steps each morning. In winds above force seven the crane has"
             " to rest with its arm turned to the lee side."
         ),
         (("How much can the crane lift?", "40 tonnes"),
          ("When must the crane stay at rest?", "In winds above force seven"),
          ("How many steps lead up to the driver of the crane?", "112"))),
        ("The crane in the marsh",
         (
             "The crane stands on one leg for hours and turns its head at the least "
             "sound. In the marsh 23 pairs have been counted, three more than last "
             "year. They lift off at dawn and rest on the sandbank at night. The nest"
             " is built of reeds and holds two eggs. Watchers are asked to keep 200 "
             "metres away."
         ),
         (("How many pairs of cranes were counted?", "23"),
          ("Of what does a crane build?", "reeds"),
          ("How far away from the cranes must watchers stay?", "200 metres"))),
    ),
    (
        ("Jam in the kitchen",
         (
             "Plum jam starts slowly and then boils over, so use a wide pan. To each "
             "kilo of fruit take 600 grams of sugar. Stir without a break until a "
             "drop sets on a cold plate. Fill the jars to the brim and stand them on "
             "their lids for five minutes. Opened jars belong in the cold."
         ),
         (("How much sugar goes with a kilo of fruit for the jam?", "600 grams"),
          ("How do you know that the jam is ready?", "a drop sets on a cold plate"),
          ("For how long do the jars stand on their lids?", "five minutes"))),
        ("Jam on the ring road",
         (
             "The jam on the ring road starts slowly at seven and reaches the brim by"
             " eight. The works at the plum orchards leave one lane open. Drivers "
             "lose 35 minutes on the average. The police suggest the road over the "
             "ridge. From Monday a second lane will be open, and the jam should melt "
             "away like sugar."
         ),
         (("How long do drivers lose in the jam?", "35 minutes"),
          ("Which way round the jam is advised?", "the road over the ridge"),
          ("When will the jam become better, with a second lane?", "Monday"))),
    ),
    (
        ("Keys of the piano",
         (
             "Ivory keys turn yellow in the dark, so leave the lid open. Clean them "
             "with a soft cloth and a little milk, never with spirit. A key that "
             "sticks mostly has a swollen felt. The repair of all 88 keys takes a "
             "week and costs about 900 crowns."
         ),
         (("How should dirty keys be cleaned?", "a soft cloth and a little milk"),
          ("Why would a key stick?", "a swollen felt"),
          ("How long does the repair of all the keys take?", "a week"))),
        ("Keys at the porter's desk",
         (
             "Keys are handed out at the porter's desk against a signature. A key "
             "that sticks should be rubbed with graphite, never with oil. Whoever "
             "loses one pays 45 crowns. The board in the dark corner holds the spare "
             "keys; its lid must stay shut. Cleaners return theirs by ten."
         ),
         (("What is rubbed on a key that sticks?", "graphite"),
          ("How much must one pay for a lost key?", "45 crowns"),
          ("By when do cleaners give back their keys?", "ten"))),
    ),
    (
        ("Pitch for the roof",
         (
             "Pitch is heated slowly to 180 degrees and spread while it is thin. Two "
             "coats are needed where the roof is flat. Sand is thrown on the second "
             "coat, so that the sun does not soften it. Keep a lid near the kettle, "
             "because burning pitch must be smothered and never doused with water."
         ),
         (("How hot should pitch be made?", "180 degrees"),
          ("What is thrown on the pitch against the sun?", "Sand"),
          ("How is burning pitch put out?", "smothered"))),
        ("The pitch for the match",
         (
             "The pitch was covered with straw after the rain and rolled twice. The "
             "sun did the rest. Play on the lower pitch begins at half past three. "
             "The lines are drawn with chalk, 105 metres long and 68 wide. Dogs must "
             "not run on the pitch. A flat roof over the stands is planned."
         ),
         (("How long is the pitch?", "105 metres"),
          ("With what are the lines on the pitch drawn?", "chalk"),
          ("When does play on the pitch begin?", "half past three"))),
    ),
    (
        ("Seals in the harbour",
         (
             "Three seals have settled in the harbour and sleep on the steps. They "
             "must not be fed, since they lose their fear of boats. A young seal "
             "found alone should be left until evening; the mother fetches it. In "
             "cold water their fat, up to six centimetres, keeps out the chill. Call "
             "the sea watch if one is hurt."
         ),
         (("Who should be called if a seal is damaged or hurt?", "the sea watch"),
          ((
              "How thick can the layer be that keeps a seal tight against the cold?"
          ), "six centimetres"),
          ("Why must nobody feed the seals?", "they lose their fear of boats"))),
        ("Seals in the pump",
         (
             "The seals of the harbour pump are of rubber and last two years. A seal "
             "that is hard to the touch lets in water and should be changed at once. "
             "Clean the groove, grease it, and press the ring in by hand. Never fit a"
             " young seal, less than a week from the mould. The store keeps forty in "
             "stock."
         ),
         (("What are the seals made of?", "rubber"),
          ("How long do the seals last?", "two years"),
          ("How many seals are in stock?", "forty"))),
    ),
    (
        ("Bark of the oak",
         (
             "The bark of the oak was once worth more than its wood. It is peeled in "
             "May, when the sap rises, dried under a roof and ground. Tanners need "
             "four sacks of it for one hide. At night the peelers slept beside the "
             "stacks. A tree that has lost its bark all around will die."
         ),
         (("In which month is the bark taken?", "May"),
          ("How many sacks of bark are needed for one hide?", "four"),
          ("What happens to a tree without bark all around?", "will die"))),
        ("Bark in the yard",
         (
             "The bark in the yard at night has led to eleven complaints. The dog "
             "peels the ears of the whole street, writes one tenant. A bark costs its"
             " owner nothing until ten o'clock; after that the fine is 30 crowns. The"
             " dog trainer advises a longer walk in the evening. Under a roof of its "
             "own the animal might sleep."
         ),
         (("What fine is due for a bark after ten o'clock?", "30 crowns"),
          ("What does the trainer advise against the bark?", "a longer walk"),
          ("How many complaints did the bark cause?", "eleven"))),
    ),
    (
        ("The mole in the garden",
         (
             "A mole digs up to twenty metres of tunnel a day and throws up the earth"
             " in heaps. It eats grubs and so does the garden some good. It may not "
             "be killed. Elder leaves in the passage drive it away, or so old "
             "gardeners say. The wall of a bed should reach half a metre down."
         ),
         (("What length does a mole make in a day?", "twenty metres"),
          ("What is said to drive the mole away?", "Elder leaves"),
          ("What does the mole feed on?", "grubs"))),
        ("The mole in the harbour",
         (
             "The mole reaches 340 metres into the sea and breaks the waves. Its wall"
             " of granite was laid by divers. The earth for the filling came from the"
             " tunnel. Anglers may walk the mole, but not in a gale. A green light at"
             " its head can be seen for nine miles."
         ),
         (("What length does the mole have?", "340 metres"),
          ("What is the wall of the mole made of?", "granite"),
          ("How far can the light on the mole be seen?", "nine miles"))),
    ),
    (
        ("Current in the strait",
         (
             "The current in the strait turns every six hours. At its strongest it "
             "runs at four knots, and small boats should wait. Swimmers have been "
             "carried as far as the lighthouse. The chart shows the safe line along "
             "the western shore. Switch on the lamps when you cross at dusk."
         ),
         (("How often does the current change?", "every six hours"),
          ("How strong does the current get?", "four knots"),
          ("Which line is safe from the current?", "along the western shore"))),
        ("Current in the house",
         (
             "The current in old houses is carried by cloth-covered wire, which "
             "crumbles. A strong heater needs a line of its own, with a fuse for 16 "
             "amperes. Switch off the current before you change a lamp. The chart by "
             "the meter shows which room hangs on which fuse. Water and current do "
             "not go together."
         ),
         (("What fuse does a strong current for heating need?", "16 amperes"),
          ("What shows which room gets its current from where?", "The chart by the meter"),
          ("What should be done with the current before changing a lamp?", "Switch off"))),
    ),
    (
        ("The bridge over the gorge",
         (
             "The bridge over the gorge hangs on two cables and has room for four "
             "carts. The keeper lets three loaded ones pass at a time. Every bolt is "
             "tapped with a hammer in spring. Those who cross pay two crowns, "
             "children nothing. When the wind rises a red ball is hoisted."
         ),
         (("What does it cost to use the bridge?", "two crowns"),
          ("What signal is given on the bridge when the wind rises?", "a red ball"),
          ("When are the bolts of the bridge tested?", "in spring"))),
        ("The bridge in the mouth",
         (
             "A dental bridge spans the gap left by a missing tooth and hangs on the "
             "two beside it. They have to be filed down first. It pays to clean under"
             " the bridge every evening with a small brush. Most hold for fifteen "
             "years. For children it is not the right thing."
         ),
         (("How long does a bridge hold?", "fifteen years"),
          ("With what does one clean under the bridge?", "a small brush"),
          ("What is done first to the two that carry the bridge?", "filed down"))),
    ),
    (
        ("Plant at the mill road",
         (
             "The plant at the mill road makes 900 bricks an hour. It grew by one "
             "hall last year and needs water from the brook. Its chimney got a filter"
             " in autumn. Visitors meet at the gate on Fridays. In dry summers the "
             "plant stands still for a week or two."
         ),
         (("When can visitors see the plant?", "on Fridays"),
          ("What does the plant make?", "bricks"),
          ("What was added to the plant in autumn?", "a filter"))),
        ("Plant for the window sill",
         (
             "This plant grows well on a north window sill and needs water once in "
             "ten days. In dry rooms spray its leaves. It flowers in autumn, white at"
             " first, then rose. Cut it back by a third each spring. The sap of the "
             "plant stings the skin, so wear gloves."
         ),
         (("How often does the plant want water?", "once in ten days"),
          ("By how much should the plant be cut?", "a third"),
          ("What protects the skin from the plant?", "gloves"))),
    ),
    (
        ("A draft in the hall",
         (
             "There is a draft in the hall whenever the cellar door is open. Felt "
             "strips around the frame would stop it. The carpenter wants 80 crowns "
             "for the work and a second look. Until then a rolled blanket on the "
             "floor has to do. The draft has already put out the stove twice."
         ),
         (("What would stop the draft?", "Felt strips"),
          ("How much is asked for the work against the draft?", "80 crowns"),
          ("What is used against the draft for now?", "a rolled blanket"))),
        ("A draft of the statutes",
         (
             "The draft of the statutes has 24 paragraphs. Whoever wants it changed "
             "should write to the notary. The open questions are marked in red. A "
             "second draft is to be ready by the tenth of October and will be read "
             "out in the hall. The work is done without a fee."
         ),
         (("How many paragraphs are in the draft?", "24"),
          ("Whom should one write to about changes to the draft?", "the notary"),
          ("When should the second draft be ready?", "the tenth of October"))),
    ),
    (
        ("The file of the smith",
         (
             "A file cuts only on the push. Chalk rubbed into its teeth keeps it from"
             " clogging. Coarse ones are for wood, fine ones for the edge of a key. A"
             " worn file can be sharpened in weak acid, three hours are enough. Store"
             " each in its own sleeve of paper."
         ),
         (("What keeps a file from clogging?", "Chalk"),
          ("How can a worn file be made good again?", "weak acid"),
          ("In which direction does a file work?", "on the push"))),
        ("The file of the clerk",
         (
             "A file is closed only with a stamp. It is kept for thirty years and "
             "then offered to the archive. Coloured tabs show its state: blue is "
             "open, grey is settled. A worn file gets a new sleeve of paper. To take "
             "one home the clerk needs the leave of the director."
         ),
         (("How long is a file kept?", "thirty years"),
          ("What colour marks a file that is settled?", "grey"),
          ("Whose leave is needed to take a file home?", "the director"))),
    ),
    (
        ("The match in the box",
         (
             "A match lights at about 200 degrees, which the friction on the box "
             "supplies. The head holds no phosphorus; that is in the strip. Aspen is "
             "the wood of choice. The factory turns out two million a day. A damp "
             "match can be saved in a bowl of dry rice, overnight."
         ),
         (("What wood is a match made of?", "Aspen"),
          ("How is a damp match saved?", "dry rice"),
          ("Where is the phosphorus for the match?", "in the strip"))),
        ("The match on Saturday",
         (
             "The match on Saturday was played in the damp and ended two to one. The "
             "winning goal came in the last minute, from the head. A strip of lights "
             "had failed before half time. Two thousand had come to see it. The "
             "return match is set for the ninth of May."
         ),
         (("How did the match end?", "two to one"),
          ("When is the next match?", "the ninth of May"),
          ("What failed in the match before half time?", "A strip of lights"))),
    ),
    (
        ("The spring below the rock",
         (
             "The spring below the rock gives nine litres a minute, winter and "
             "summer. Its water tastes of iron and is good for the stomach, people "
             "say. A steel ladder leads down. In the drought it was the last to run. "
             "The pressure is so low that a bottle fills slowly."
         ),
         (("How much does the spring give?", "nine litres a minute"),
          ("What does the spring taste of?", "iron"),
          ("How does one get down to the spring?", "A steel ladder"))),
        ("The spring in the clock",
         (
             "The spring in the clock is a band of steel, two metres long. Wound up "
             "fully, it runs for eight days. It breaks mostly in winter, at the inner"
             " end. A drop of oil a year is enough. Wind it slowly, and stop when the"
             " pressure rises."
         ),
         (("For how long does the spring run?", "eight days"),
          ("At which place does the spring mostly break?", "at the inner end"),
          ("How much oil does the spring need?", "A drop"))),
    ),
    (
        ("Letters in the type case",
         (
             "The letters lie in a case of 118 boxes, the common ones near the hand. "
             "E has the largest box. They are cast of lead with a little tin. Letters"
             " that are worn go back into the pot. A good hand sets 1,500 an hour and"
             " returns them in the evening."
         ),
         (("What are the letters made of?", "lead with a little tin"),
          ("What is done with letters that are worn?", "back into the pot"),
          ("How many letters are handled in an hour?", "1,500"))),
        ("Letters in the post",
         (
             "Letters in the box at the corner are fetched at six. A stamp of two "
             "crowns is enough up to 20 grams. Letters without one go back to the "
             "sender. In the evening a good hand sorts 900 an hour. Those with a worn"
             " address are opened by a sworn clerk."
         ),
         (("When are the letters fetched?", "at six"),
          ("What happens to letters without a stamp?", "back to the sender"),
          ("Who opens letters with a worn address?", "a sworn clerk"))),
    ),
)  # fmt: skip
