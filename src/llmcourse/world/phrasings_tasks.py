"""Wordings for the course's task sets: label classes, word problems, triggers and prompts.

This module knows wording only: no numbers are drawn, no tasks are built and nothing is imported.
In each bank the last entries are held out for evaluation: the last HELD_OUT_TEMPLATES sentences
of a label class, the last quarter of each group of PROBLEM_TEMPLATES (grouped by number of ops),
and the last entries of the prompt banks as said beside them.
"""

HELD_OUT_TEMPLATES = 8  # the last sentences of every label class

LABEL_CLASSES: dict[str, tuple[str, ...]] = {
    "praise": (
        "The blender arrived early and works even better than I hoped.",
        "Lovely staff at the {place} branch, I will certainly come back.",
        "These {thing} are sturdy, pretty and worth every penny.",
        "Best purchase I have made this year, five stars.",
        "{name} at the counter was patient, friendly and truly helpful.",
        "My daughter adores the puzzle and plays with it daily.",
        "Excellent quality for such a low price, highly recommended.",
        "The headphones sound wonderful and the battery lasts for days.",
        "I ordered twice already and was delighted both times.",
        "Quick delivery, careful packing, and the {thing} look perfect.",
        "Our room was spotless and the breakfast was superb.",
        "The mechanic in {place} did a fantastic job on my car.",
        "So comfortable that I bought a second pair for my sister.",
        "Setup took a minute and everything ran smoothly from then on.",
        "I am very impressed by how well these {thing} are made.",
        "The hairdresser listened carefully and the result is gorgeous.",
        "Great service, great food, and a charming view as well.",
        "This vacuum is quiet, light and amazingly powerful.",
        "They answered my question within minutes, outstanding support.",
        "The mattress gave me the best sleep in years.",
        "Everyone in the family loves the new {thing}.",
        "A brilliant little lamp that makes reading a real pleasure.",
        "The tour guide {name} was superb and made us all laugh.",
        "I could not be happier with the {thing} I received.",
        "Wonderful shop in {place}, fair prices and friendly people.",
        "The jacket fits perfectly and the quality is excellent.",
        "Five stars for the fast delivery and the careful packing.",
        "Highly recommended, the kettle is quiet and looks gorgeous.",
        "Outstanding hotel, we were delighted with our spotless room.",
        "My son loves this kit, worth every penny we paid.",
    ),
    "complaint": (
        "The parcel came two weeks late and the box was crushed.",
        "Half of the {thing} were broken when I opened the package.",
        "The waiter in {place} was rude and ignored us for an hour.",
        "It stopped working after three days, what a waste of money.",
        "Nobody answers the phone and my refund never came.",
        "The shoes fell apart on the very first walk.",
        "Terrible service, I will never order from this company again.",
        "The colour is nothing like the picture, very disappointing.",
        "I paid for ten {thing} and only received seven.",
        "Our hotel room smelled of smoke and the sheets were dirty.",
        "{name} from support hung up on me without any explanation.",
        "The soup was cold and the bill was wrong.",
        "Cheap plastic, poor finish, and the handle snapped at once.",
        "One star, because zero stars is not possible.",
        "The charger gets so hot that I am afraid to use it.",
        "I have written to them four times without any reply.",
        "The zip jammed on day one and they refused an exchange.",
        "These {thing} are far too flimsy for the price.",
        "The garage in {place} charged me twice for the same job.",
        "Avoid this seller, the product is a bad copy.",
        "The instructions are useless and two screws were missing.",
        "The screen flickers all the time and it drives me mad.",
        "The {thing} arrived dirty, scratched and in a crushed box.",
        "Very disappointing meal, cold chips and a rude waiter.",
        "Still no refund, and {name} never answers my letters.",
        "The kettle leaked at once, do not waste your money.",
        "Never again, the shop in {place} refused to take it back.",
        "Poor quality fabric that tore the first time I used it.",
        "The toaster broke after a week and support was useless.",
        "They sent the wrong {thing} and charged me for the return.",
    ),
    "request": (
        "Could you please send me the report before Friday?",
        "Hi {name}, would you mind checking these figures for me?",
        "Please let me know which dates suit you best.",
        "May I ask you to forward this to the whole team?",
        "I would be grateful if you could book a room in {place}.",
        "Can you lend me your {thing} for the weekend?",
        "Would it be possible to move our meeting to Tuesday?",
        "{name}, please sign the attached form and return it.",
        "Could somebody bring a few more {thing} to the office?",
        "I need your address so that I can post the invitation.",
        "Kindly confirm by tonight whether you will attend.",
        "Can I have a copy of the minutes, please?",
        "Would you be able to pick me up from the station?",
        "Please add my colleague {name} to the mailing list.",
        "I am writing to ask for a short extension of the deadline.",
        "Could you tell me how many {thing} we should order?",
        "Might you have a moment to look over my draft?",
        "Please call me back as soon as you are free.",
        "Is there any chance that you could swap shifts with me?",
        "Dear {name}, please reserve two seats for me on Monday.",
        "Could we get an offer for forty {thing} by next week?",
        "I would appreciate a quick answer to the question below.",
        "Could you please forward me the address of the office in {place}?",
        "Would you mind returning the {thing} before the weekend?",
        "Please confirm the new date of the meeting, {name}.",
        "Can you send a copy of the invoice to my colleague?",
        "I would be grateful for your comments on the attached draft.",
        "May I ask when you will be able to call me?",
        "Please bring the signed form with you on Friday.",
        "Would it be possible to order more {thing} this month?",
    ),
    "thanks": (
        "Thank you so much for your kind help yesterday.",
        "Dear {name}, many thanks for the lovely flowers.",
        "I really appreciate that you drove me to {place}.",
        "We are deeply grateful for your generous gift.",
        "Thanks a lot for the {thing}, they were just what we needed.",
        "It was so kind of you to look after the children.",
        "{name}, I cannot thank you enough for your support.",
        "Your advice saved my week, I am truly grateful.",
        "Thanks for taking the time to read my long letter.",
        "We had a wonderful evening, thank you for having us.",
        "My heartfelt thanks to everybody who came to the party.",
        "I owe you one for fixing that problem so quickly.",
        "Thank you, {name}, for being such a patient teacher.",
        "How thoughtful of you to send {thing} for my birthday!",
        "Much appreciated, your notes arrived just in time.",
        "Our whole team is thankful for your hard work.",
        "Thanks again for showing us around {place} last weekend.",
        "I wanted to say how much your visit meant to me.",
        "Many thanks for lending me the {thing} last month.",
        "A big thank you to {name} for organising the trip.",
        "I am so glad that you helped, it meant the world.",
        "Thank you for the quick reply and the good news.",
        "Many thanks for your generous support of our school.",
        "I am truly grateful for the {thing} you sent, {name}.",
        "Thank you for a wonderful weekend with you in {place}.",
        "Your kind letter meant a lot to me, thanks again.",
        "We really appreciate your patient advice, dear {name}.",
        "Thanks for looking after the {thing} while we were away.",
        "Heartfelt thanks for your help with the party yesterday.",
        "How kind of you to drive all that way, thank you!",
    ),
    "weather": (
        "Heavy rain is expected in {place} this afternoon.",
        "A cold wind blows from the north all day.",
        "The fog will lift slowly towards noon.",
        "Temperatures climb to thirty degrees by Wednesday.",
        "Thunder rolled over the hills shortly after midnight.",
        "Snow fell all night and covered the streets of {place}.",
        "Tomorrow stays dry with long spells of sunshine.",
        "Dark clouds are gathering in the west again.",
        "A hard frost is forecast for the coming nights.",
        "Hail the size of marbles damaged the {thing} outside.",
        "The heat wave should finally break on Sunday evening.",
        "Light drizzle in the morning, clearing up later.",
        "The storm tore down branches all over {place}.",
        "It is unusually mild for this time of the year.",
        "Gusts may reach ninety kilometres per hour on the coast.",
        "{name} forgot an umbrella and got soaked in the downpour.",
        "Blue skies return after a week of grey mist.",
        "The air is humid and a thunderstorm seems near.",
        "Ice on the roads makes driving dangerous around {place}.",
        "A rainbow appeared when the shower had passed.",
        "The barometer is falling, so expect a change soon.",
        "After the blizzard the drifts were two metres high.",
        "Showers and strong gusts are forecast for {place} tonight.",
        "The sunshine lasts until Friday, then clouds move in.",
        "Thick fog and frost are expected before sunrise.",
        "A thunderstorm with hail passed over the hills at noon.",
        "Temperatures drop sharply and light snow is possible.",
        "The north wind brings cold, dry air on Wednesday.",
        "{name} watched dark clouds and the first drops of rain.",
        "It stays humid and hot until the storm arrives.",
    ),
    "cooking": (
        "Chop the onions finely and fry them in butter.",
        "Let the dough rest for an hour under a towel.",
        "{name} stirred the soup and added a pinch of salt.",
        "Bake the cake at medium heat until it turns golden.",
        "Peel the potatoes and boil them for twenty minutes.",
        "Whisk the eggs with sugar until the mixture is creamy.",
        "The stew simmers gently while the rice is steaming.",
        "Season the fish with lemon, pepper and fresh dill.",
        "Her grandmother in {place} makes the best dumplings.",
        "Pour the sauce over the noodles and serve at once.",
        "Knead flour, water and yeast into a smooth ball.",
        "Preheat the oven before you roast the chicken.",
        "Grate some cheese over the top and grill it briefly.",
        "{name} burned the pancakes because the pan was too hot.",
        "Marinate the meat overnight in garlic and oil.",
        "Roll out the pastry and cut it into small squares.",
        "The recipe calls for two cups of milk and honey.",
        "Drain the beans and mix them with chopped parsley.",
        "Melt the chocolate slowly over a pot of hot water.",
        "The chef in {place} thickens his gravy with cream.",
        "Taste the broth and add more herbs if needed.",
        "Toast the nuts in a dry pan until they smell sweet.",
        "Fry the garlic in oil and pour in the broth.",
        "Mix flour, eggs and milk for the pancakes.",
        "{name} baked a golden pie with butter pastry.",
        "Boil the noodles, drain them and add some cheese.",
        "Simmer the sauce with herbs and a pinch of sugar.",
        "Roast the potatoes in the oven with salt and pepper.",
        "The chef whisks cream and honey for the dessert.",
        "Chop the parsley and stir it into the hot stew.",
    ),
    "sport": (
        "The home team scored twice in the final minutes.",
        "{name} won the hundred metres in a record time.",
        "The goalkeeper from {place} saved a late penalty.",
        "Training starts with ten laps around the track.",
        "The referee showed a red card after the foul.",
        "They lost the match by a single point.",
        "Our striker was injured shortly before half time.",
        "The tennis champion served an ace to take the set.",
        "Fans cheered as the runners entered the stadium.",
        "{name} lifted the trophy in front of the crowd.",
        "The coach changed the defence after the break.",
        "She cleared the bar at her third attempt and took gold.",
        "The cyclists sprint for the finish line in {place}.",
        "A draw would be enough to win the league.",
        "The swimmer touched the wall first in the relay.",
        "His left hook knocked the boxer down in round four.",
        "The captain passed the ball to the winger.",
        "Both clubs meet again in the cup final.",
        "The rower and her crew trained hard for the medal.",
        "The marathon through {place} attracted nine hundred athletes.",
        "Her gymnastics routine earned the highest mark of the day.",
        "The skier missed a gate and was disqualified.",
        "{name} scored a goal with the last kick of the match.",
        "The coach praised his team for the win in {place}.",
        "The runners trained on the track before the final.",
        "A penalty decided the cup in front of cheering fans.",
        "The referee stopped the boxer in the second round.",
        "The captain took the medal after a record swim.",
        "Our club won the league with a strong defence.",
        "{name} missed the relay because of an injured knee.",
    ),
    "music": (
        "The violin plays a soft melody over the cello.",
        "{name} practises the piano for two hours every day.",
        "The choir in {place} sings a hymn in four voices.",
        "The drummer kept a steady beat throughout the song.",
        "Her new album contains eleven ballads and a waltz.",
        "The orchestra tuned up before the conductor arrived.",
        "He strums the guitar and hums along quietly.",
        "The chorus returns three times in a minor key.",
        "A trumpet solo opened the jazz concert.",
        "The band went on tour and recorded a live single.",
        "{name} wrote the lyrics and his brother the tune.",
        "The soprano reached the high notes without effort.",
        "An old organ fills the church of {place} with sound.",
        "The second movement is slow and full of harmony.",
        "They danced to a lively rhythm of flutes and drums.",
        "The composer finished his last symphony in one winter.",
        "Tighten the strings before you play the next chord.",
        "The quartet performed a piece by an unknown master.",
        "She learned to read notes before she learned letters.",
        "The bass was so loud that the windows shook.",
        "A harp and a clarinet share the opening theme.",
        "The singer forgot a verse but the audience joined in.",
        "The orchestra played a slow waltz for strings.",
        "{name} sang the chorus while the guitar played softly.",
        "The pianist from {place} recorded a new album.",
        "A flute takes up the melody in the last movement.",
        "The conductor raised his baton and the choir began.",
        "The band wrote a ballad with a simple rhythm.",
        "The cello and the harp play in perfect harmony.",
        "{name} composed a tune for trumpet and drums.",
    ),
    "illness": (
        "{name} has been in bed with a fever since Monday.",
        "The doctor listened to his lungs and frowned.",
        "A sore throat and a cough kept her awake.",
        "Take one tablet after each meal for a week.",
        "The nurse changed the bandage on the wound.",
        "Many people in {place} have caught the flu.",
        "His headache got worse and he felt dizzy.",
        "The rash on her arm itches terribly at night.",
        "The patient was vaccinated against measles as a child.",
        "She recovered slowly from a bad infection.",
        "The surgeon removed the inflamed appendix without delay.",
        "{name} sneezes all day because of an allergy.",
        "The hospital in {place} has no free beds left.",
        "An ointment twice a day will ease the swelling.",
        "He broke out in sweat and began to shiver.",
        "Her blood pressure is far too high.",
        "The child vomited twice and has stomach pain.",
        "Antibiotics do not help against a virus.",
        "After the operation {name} needs six weeks of rest.",
        "The pharmacist recommends drops for the aching ear.",
        "The symptoms began with a runny nose and tiredness.",
        "Chronic asthma makes climbing the stairs hard for him.",
        "The doctor prescribed tablets against the cough.",
        "{name} felt dizzy and went to the hospital in {place}.",
        "The infection caused a fever and aching limbs.",
        "The nurse gave the patient drops for the pain.",
        "Her throat is swollen and she has a rash.",
        "The flu left him weak and tired for weeks.",
        "{name} shivered with fever and needed a day of rest.",
        "An operation cured the old man of his stomach trouble.",
    ),
    "travel": (
        "The train to {place} leaves from platform nine.",
        "{name} packed two suitcases for the long journey.",
        "Our flight was delayed and we missed the connection.",
        "They spent a week hiking through the mountains.",
        "Show your passport and ticket at the border.",
        "The hotel in {place} is a short walk from the beach.",
        "A night bus takes tourists to the old capital.",
        "She bought a map and a phrase book at the airport.",
        "We changed trains twice before reaching the coast.",
        "{name} sends postcards from every country she visits.",
        "The guide led our group through the ancient ruins.",
        "Check in opens three hours before departure.",
        "The youth hostel was full so we camped outside.",
        "He hitchhiked from {place} to the southern border.",
        "The ferry crossing takes about ninety minutes.",
        "Our luggage ended up in the wrong city.",
        "They toured the islands with a rented car.",
        "The visa is valid for thirty days only.",
        "The travellers reached {place} tired but excited.",
        "A return fare costs less outside the holidays.",
        "The museum is the first stop of our sightseeing trip.",
        "{name} dreams of a voyage around the world.",
        "The tourists missed the last train to {place}.",
        "Our suitcases were heavy with souvenirs from abroad.",
        "The guide showed us the beach and the ruins.",
        "{name} lost the ticket and the passport on the journey.",
        "The flight to the islands departs at seven.",
        "We booked a hostel near the airport for one night.",
        "The trip through the mountains took us nine days.",
        "A bus tour of the capital starts in {place}.",
    ),
    "farming": (
        "The farmer ploughs the field before the spring rain.",
        "Wheat and barley grow well around {place}.",
        "{name} milks forty cows every morning at five.",
        "The harvest was poor because of the drought.",
        "A tractor pulled the heavy trailer through the mud.",
        "The hay must be dry before it goes into the barn.",
        "They sow the rye in late September.",
        "The sheep graze on the meadow beyond the stream.",
        "Fresh manure was spread on the beet fields.",
        "{name} sold his pigs at the market in {place}.",
        "The combine worked until midnight to bring in the oats.",
        "Rabbits and beetles destroyed part of the crop.",
        "The hens lay fewer eggs in the winter.",
        "A new fence keeps the cattle off the road.",
        "The soil here is rich and easy to till.",
        "The dairy collects the milk twice a week.",
        "Corn is stored in the tall silo behind the stable.",
        "The ox cart carried turnips to the village of {place}.",
        "The family has leased nine acres of pasture.",
        "Irrigation ditches bring water to the rice paddies.",
        "The shepherd counted the lambs at dusk.",
        "Seed prices rose again while grain got cheaper.",
        "The farmer stored his hay and oats in the barn.",
        "{name} leased a pasture near {place} for her cattle.",
        "The tractor broke down in the middle of the harvest.",
        "They sow barley as soon as the soil is warm.",
        "The drought ruined the corn crop this year.",
        "Cows and sheep graze behind the new fence.",
        "{name} drove the trailer with grain to the silo.",
        "The fields around {place} are ploughed in the autumn.",
    ),
    "school": (
        "The teacher wrote the homework on the blackboard.",
        "{name} forgot her exercise book and had to share.",
        "The pupils have a spelling test on Thursday.",
        "Our class visited the museum in {place} with two teachers.",
        "The bell rang and everyone ran to the playground.",
        "He got the best mark in geography this term.",
        "The headmistress greeted the new first graders.",
        "Parents' evening takes place in the main hall.",
        "{name} is learning the multiplication table by heart.",
        "The exam lasts three hours and covers six chapters.",
        "She raised her hand to answer the question.",
        "The lesson on fractions was difficult for many.",
        "Detention is given to those who come late.",
        "The students read a poem aloud in turn.",
        "A satchel full of textbooks is too heavy for a child.",
        "The academy in {place} accepts forty girls every year.",
        "They drew maps of Europe with coloured pencils.",
        "The report card arrives before the summer holidays.",
        "{name} tutors younger children in grammar and algebra.",
        "The canteen serves lunch between the fourth and fifth lessons.",
        "The chemistry class mixed salts in test tubes.",
        "Nobody had studied the vocabulary for the quiz.",
        "The teacher marked the tests during the lunch break.",
        "{name} answered every question in the geography lesson.",
        "The pupils packed their textbooks when the bell rang.",
        "Our class in {place} has a new grammar teacher.",
        "The students must learn a poem for their homework.",
        "The exam on algebra was harder than the quiz.",
        "{name} got a good mark for her spelling.",
        "The first graders drew pictures in their exercise books.",
    ),
    "money": (
        "The bank raised the interest rate on savings.",
        "{name} paid back the loan in twelve instalments.",
        "Prices went up but wages stayed the same.",
        "She keeps her coins in a jar on the shelf.",
        "The shares fell sharply when the market opened.",
        "He withdrew fifty dollars from the cash machine.",
        "The company in {place} reported a large profit.",
        "Taxes are due by the end of the month.",
        "They invested their inheritance in government bonds.",
        "The exchange rate for the euro improved slightly.",
        "{name} owes his landlord three months of rent.",
        "The budget leaves little room for extra expenses.",
        "A pension fund bought a stake in the firm.",
        "The accountant found an error in the balance sheet.",
        "Her salary is transferred on the first of each month.",
        "The mortgage on the house in {place} is nearly paid.",
        "Inflation eats up what we put aside.",
        "The investor lost a fortune on bad stocks.",
        "You will get a discount if you pay cash.",
        "The shop went bankrupt because of its debts.",
        "{name} counted the notes in his wallet twice.",
        "The insurance premium is cheaper when paid yearly.",
        "The bank in {place} refused to grant the loan.",
        "{name} put half of her salary into savings.",
        "The firm paid its debts and made a small profit.",
        "Interest on the mortgage is due every month.",
        "The investor sold his bonds when prices went up.",
        "{name} had only a few coins left in the wallet.",
        "The budget includes taxes, rent and insurance.",
        "The shares of the bankrupt company became worthless.",
    ),
    "repair": (
        "The plumber replaced the leaking pipe under the sink.",
        "{name} glued the broken leg back onto the chair.",
        "The washing machine needs a new belt.",
        "He tightened the loose screws with a small wrench.",
        "The mechanic in {place} mended the brakes within an hour.",
        "A patch on the inner tube stopped the puncture.",
        "The clock runs again after a thorough cleaning.",
        "She soldered the wire and the radio worked.",
        "The roofer fixed three cracked tiles after the leak.",
        "{name} oiled the squeaking hinges of the gate.",
        "The old engine was taken apart and overhauled.",
        "We had to call someone to unblock the drain.",
        "The cobbler in {place} can fix those worn heels.",
        "Replace the fuse before you switch it on again.",
        "The cracked window pane was exchanged this morning.",
        "He sanded the scratched table and varnished it anew.",
        "The faulty switch was the cause of the trouble.",
        "Spare parts for this model are hard to find.",
        "{name} brought the damaged {thing} to the workshop.",
        "The technician restored the broken lift by noon.",
        "A bent rim can often be straightened with care.",
        "They sealed the dripping tap with a new washer.",
        "The mechanic replaced a faulty part of the engine.",
        "{name} mended the broken gate with new screws.",
        "The workshop in {place} fixes old radios and clocks.",
        "The leaking tap needs a washer and some sealant.",
        "A technician exchanged the fuse and the worn belt.",
        "{name} glued the cracked handle and tightened it.",
        "The punctured tyre was patched in a few minutes.",
        "The plumber fixed the blocked drain with a wrench.",
    ),
    "animals": (
        "The fox crept out of its den at dusk.",
        "A pair of storks nests on the chimney in {place}.",
        "The kitten chased a ball of wool across the floor.",
        "Wolves hunt in packs and howl at night.",
        "The elephant sprayed water over its back.",
        "{name} saw a hedgehog curl up among the leaves.",
        "The owl swallowed the mouse whole.",
        "Beavers gnaw at the trunks with their sharp teeth.",
        "The dog wagged its tail and barked at {name}.",
        "Bats hang upside down in the dark cave.",
        "A herd of deer crossed the clearing silently.",
        "The tiger licked its paws after the meal.",
        "Penguins keep their chicks warm with their bellies.",
        "The parrot cracked the seeds with its beak.",
        "The whale surfaced to breathe and dived again.",
        "Squirrels hide nuts for the cold months.",
        "The snake sheds its skin several times a year.",
        "The zoo in {place} has a newborn giraffe.",
        "A spider waits in its web for flies.",
        "The bear sleeps in its burrow until March.",
        "The monkeys leapt from branch to branch, shrieking.",
        "A frog caught the dragonfly with its long tongue.",
        "The wolf and the fox both hunt the mouse at night.",
        "{name} fed the parrot and the kitten at home.",
        "The zoo in {place} keeps bears, tigers and penguins.",
        "An owl nests in the hollow trunk near the cave.",
        "The puppy barked at the hedgehog in the leaves.",
        "The deer fled when the wolves began to howl.",
        "A squirrel leapt onto the branch with its tail high.",
        "The lioness licked her cubs and guarded the den.",
    ),
    "building": (
        "The bricklayers raised the wall by a metre today.",
        "A tall crane lifts steel beams onto the fifth floor.",
        "The architect drew plans for a new library in {place}.",
        "Concrete was poured into the foundation this morning.",
        "{name} nailed the rafters to the ridge of the roof.",
        "The scaffolding will be taken down next week.",
        "Workers mixed mortar beside the heap of sand.",
        "The bridge rests on four massive stone pillars.",
        "The carpenter fitted the door frames on the ground floor.",
        "Excavators dug a deep pit for the cellar.",
        "The contractor promised to finish the tower by June.",
        "The plasterers smooth the ceiling of the hall.",
        "{name} inspected the site wearing a yellow helmet.",
        "Insulation is laid between the outer and inner walls.",
        "The mayor of {place} laid the first stone.",
        "The old warehouse is being turned into flats.",
        "Glass panels will cover the whole front facade.",
        "The masons cut granite blocks for the steps.",
        "The roof trusses arrived on a long lorry.",
        "The staircase is made of oak and iron.",
        "The permit for the extension was granted in May.",
        "The surveyors measured the plot with great care.",
        "The crane lifted granite blocks over the wall.",
        "{name} poured the concrete for the new cellar.",
        "The architect in {place} planned a tower of glass.",
        "Masons and carpenters work on the site until June.",
        "The foundation is finished and the pillars are rising.",
        "The scaffolding reaches from the ground to the roof.",
        "{name} mixed mortar while the bricklayers took a break.",
        "The contractor fitted steel beams under the ceiling.",
    ),
    "sailing": (
        "The skipper hoisted the mainsail and left the harbour.",
        "The yacht heeled sharply in the sudden gust.",
        "{name} steered the boat towards the lighthouse of {place}.",
        "Drop the anchor in the bay before dark.",
        "The crew reefed the sails as the wind rose.",
        "We tacked against the breeze all afternoon.",
        "The mast broke and the sloop drifted ashore.",
        "A rope was thrown from the deck to the pier.",
        "The regatta starts near the buoy at noon.",
        "The helmsman kept the bow into the waves.",
        "{name} tied a knot and secured the dinghy.",
        "The tide carried the schooner out to sea.",
        "They set the spinnaker and ran before the wind.",
        "The keel scraped over the rocks near {place}.",
        "The captain checked the compass and altered course.",
        "Life jackets are stowed below the cabin bench.",
        "The jib flapped loudly until they trimmed it.",
        "The catamaran crossed the strait in four hours.",
        "The hull needs fresh paint before the season.",
        "The tiller slipped from her hand in the swell.",
        "The moorings in {place} harbour cost nine coins a night.",
        "Two ketches raced each other around the island.",
        "The skipper trimmed the jib and the yacht gained speed.",
        "{name} dropped the anchor near the pier of {place}.",
        "The crew hoisted the spinnaker after the last buoy.",
        "The sloop tacked around the lighthouse in strong wind.",
        "A wave washed over the deck and the tiller broke.",
        "{name} took the helm and steered into the bay.",
        "The regatta off {place} was won by a small catamaran.",
        "The captain reefed the mainsail because of the swell.",
    ),
    "election": (
        "The candidates debated on television before the vote.",
        "{name} was elected mayor of {place} by a narrow margin.",
        "The polling stations close at six this evening.",
        "The opposition demands a recount of the ballots.",
        "Turnout was higher than four years ago.",
        "The party promised lower taxes in its campaign.",
        "Voters queued outside the town hall since dawn.",
        "The president will run for a second term.",
        "Early results show the liberals in the lead.",
        "{name} cast her ballot in a school in {place}.",
        "Posters of the senator hang on every lamp post.",
        "The referendum was rejected by two thirds.",
        "A runoff between the two rivals is needed.",
        "The coalition lost its majority in parliament.",
        "The governor conceded defeat late at night.",
        "Polls predict a close race in the district.",
        "The electoral commission counts postal votes on Monday.",
        "Her speech won over many undecided citizens.",
        "The new council has nineteen members from five parties.",
        "The conservatives nominated {name} as their candidate.",
        "Young people may vote from the age of eighteen.",
        "The winner thanked supporters and volunteers after the count.",
        "The votes in {place} are counted in the town hall.",
        "{name} lost the runoff against the liberal candidate.",
        "The campaign ends the day before the polls open.",
        "The party won a clear majority in the council.",
        "Undecided voters will settle the race for governor.",
        "The senator demanded a recount after a narrow result.",
        "{name} runs for parliament in the district of {place}.",
        "The ballots of the referendum were counted overnight.",
    ),
    "crime": (
        "The thief broke a window and stole the jewels.",
        "Police arrested two suspects near {place} last night.",
        "{name} was questioned as a witness of the robbery.",
        "The detective found fingerprints on the knife.",
        "The judge sentenced the forger to four years in prison.",
        "A burglar took several {thing} from the warehouse.",
        "The murder in {place} remains unsolved.",
        "The gang smuggled weapons across the border.",
        "The inspector followed the trail of blood.",
        "Somebody snatched the old lady's handbag and fled.",
        "The accused denied that he had set the fire.",
        "The kidnappers demanded a high ransom.",
        "{name} reported the theft of the {thing} to the officers.",
        "The jury found the defendant guilty of fraud.",
        "The prisoner escaped through a tunnel.",
        "The masked men threatened the cashier with a pistol.",
        "The stolen car was discovered in a ditch.",
        "The lawyer asked for a milder punishment.",
        "Pickpockets work in the crowded station of {place}.",
        "The swindler cheated pensioners out of their savings.",
        "The alibi of the butler turned out to be false.",
        "A reward is offered for clues about the culprit.",
        "The police in {place} searched for the masked burglar.",
        "The detective doubted the alibi of the suspect {name}.",
        "The robber fled with the stolen {thing}.",
        "The jury heard a witness of the murder.",
        "The officers arrested the gang after the theft.",
        "{name} was found guilty and sent to prison.",
        "The inspector found a pistol and a trail of clues.",
        "The judge believed that the accused had set the fire.",
    ),
    "gardening": (
        "{name} planted tulip bulbs along the path.",
        "Water the tomatoes early in the morning.",
        "The roses should be pruned in late winter.",
        "Slugs have eaten all the young lettuce.",
        "She pulled the weeds between the carrots.",
        "The hedge around our lawn needs trimming.",
        "Compost makes the beds loose and fertile.",
        "The lilac by the gate smells sweet in May.",
        "Sow the radishes in rows under thin earth.",
        "{name} repotted the ferns on the balcony.",
        "The lawn mower hums behind the greenhouse.",
        "Mulch keeps the roots moist in summer.",
        "The cherry tree at our house in {place} is in blossom.",
        "Rake the leaves before the first snow.",
        "The ivy climbs up the trellis quickly.",
        "He dug over the flower bed with a spade.",
        "Cut off the faded blooms of the geraniums.",
        "The strawberries get a layer of straw.",
        "Aphids sit under the leaves of the beans.",
        "The watering can stands next to the shed.",
        "The nursery in {place} sells seedlings of many herbs.",
        "Peonies dislike being moved to another spot.",
        "{name} pruned the hedge and raked the lawn.",
        "The seedlings in the greenhouse need water.",
        "She dug compost into the bed of roses.",
        "Plant the strawberries in rows near the trellis.",
        "Slugs and aphids damaged the lettuce and the beans.",
        "The tulips along the fence in {place} are blooming.",
        "{name} pulled weeds with a small spade.",
        "The ferns and geraniums were repotted in spring.",
    ),
    "clothing": (
        "{name} wore a red dress with long sleeves.",
        "The tailor shortened the trousers by an inch.",
        "These woollen socks keep your feet warm.",
        "A button is missing from my winter coat.",
        "She knitted a striped scarf for {name}.",
        "The blouse is made of fine silk.",
        "His leather boots were shiny and new.",
        "The skirt is too tight around the waist.",
        "He loosened his tie and rolled up his cuffs.",
        "The shop in {place} sells hats and gloves.",
        "A velvet cloak hung over her shoulders.",
        "The jeans faded after a few washes.",
        "The collar of the shirt was starched.",
        "{name} tried on three jackets in the fitting room.",
        "The lining of the jumper itches.",
        "She sewed lace onto the hem of the gown.",
        "Fashion this year favours wide belts and pale linen.",
        "The cardigan has two deep pockets.",
        "The bride chose a white veil and satin slippers.",
        "The seamstress in {place} took his measurements.",
        "Put on your mittens and your thick pullover.",
        "The uniform consists of a cap and a grey tunic.",
        "The tailor in {place} sewed a silk lining into the coat.",
        "{name} bought leather gloves and a woollen hat.",
        "Her skirt has deep pockets and a lace hem.",
        "The shirt lost a button at the left cuff.",
        "He wore a velvet jacket with a satin collar.",
        "{name} knitted mittens and socks for the baby.",
        "The trousers are wide and the belt is narrow.",
        "The seamstress altered the sleeves of the gown.",
    ),
    "astronomy": (
        "The telescope shows four moons of Jupiter.",
        "A comet with a bright tail crosses the sky.",
        "{name} observed the eclipse from a hill near {place}.",
        "The planet orbits a dim red star.",
        "Our galaxy contains billions of suns.",
        "Saturn is known for its wide rings of ice.",
        "The astronomer measured the distance to the nebula.",
        "Meteors burned up high above {place} in August.",
        "Mars looks reddish because of its rusty dust.",
        "The probe sent back pictures of the craters.",
        "A supernova outshone the whole cluster for weeks.",
        "{name} can name every constellation of the northern sky.",
        "Venus is visible shortly after sunset.",
        "The observatory in {place} has a huge mirror.",
        "Light from that quasar travelled for aeons.",
        "The asteroid will pass the Earth at a safe distance.",
        "A black hole bends the light around it.",
        "The lunar phase changes from night to night.",
        "Mercury takes eighty-eight days to circle the Sun.",
        "The dwarf planet was found on old photographic plates.",
        "The satellite maps radiation left from the big bang.",
        "The Pole Star hardly moves during the night.",
        "The observatory discovered a comet near Saturn.",
        "{name} watched the rings and moons through a telescope.",
        "The nebula is a cloud in which stars are born.",
        "Meteors and a lunar eclipse were visible over {place}.",
        "The probe will orbit the red planet for years.",
        "{name} photographed a distant galaxy with a large mirror.",
        "An asteroid left deep craters on the moon.",
        "The constellation contains a cluster of young suns.",
    ),
    "mining": (
        "The miners descend into the shaft at dawn.",
        "Coal is carried to the surface on a belt.",
        "{name} struck a rich vein of silver near {place}.",
        "The tunnel collapsed after a blast of dynamite.",
        "Copper ore is crushed and washed before smelting.",
        "The pit in {place} closed after ninety years.",
        "Timber props support the roof of the gallery.",
        "A lamp on his helmet lit the dark seam.",
        "Prospectors panned for gold in the stream.",
        "The drill hit hard rock at forty metres.",
        "Gas explosions were a constant danger underground.",
        "The quarry yields slate and limestone.",
        "{name} pushed wagons full of ore along the rails.",
        "The company extracts lithium from salt lakes.",
        "Pumps keep the lower levels free of water.",
        "A cage lifted the tired men out of the colliery.",
        "The pickaxe rang against the iron-bearing stone.",
        "Heaps of slag surround the village of {place}.",
        "The geologist took samples of the diamond deposit.",
        "Ponies once hauled the coal carts below ground.",
        "Zinc and lead are dug from the same seam.",
        "The canary warned the crew of bad air.",
        "The drill opened a new seam of coal near {place}.",
        "{name} went down the shaft with a lamp and a pickaxe.",
        "Wagons carry the copper ore out of the tunnel.",
        "The colliery needs stronger props in the gallery.",
        "Dynamite was used to blast the rock of the quarry.",
        "{name} worked underground in a silver pit for years.",
        "The miners found gold in a vein of quartz.",
        "Pumps failed and the lower shaft filled with water.",
    ),
    "theatre": (
        "The curtain rose and the audience fell silent.",
        "{name} plays the queen in the new tragedy.",
        "The actors rehearse the third act tonight.",
        "Tickets for the premiere in {place} are sold out.",
        "The stage was lit by a single spotlight.",
        "The director changed the ending of the comedy.",
        "She forgot her lines and needed the prompter.",
        "The critics praised the costumes and the scenery.",
        "The playwright bowed after the final scene.",
        "{name} auditioned for the role of the villain.",
        "The applause lasted for nine minutes.",
        "The understudy stepped in at the last moment.",
        "The puppet show delighted the children of {place}.",
        "Wigs and make-up are kept in the dressing room.",
        "The monologue of the hero moved many to tears.",
        "The cast celebrated after the last performance.",
        "The balcony seats have a poor view of the actors.",
        "A painted backdrop showed a castle by a lake.",
        "The drama is set in a small fishing village.",
        "During the interval we drank lemonade in the foyer.",
        "The troupe from {place} performs in barns and squares.",
        "Props for the banquet scene are made of wax.",
        "The director praised the cast after the premiere.",
        "{name} learned the lines of the villain by heart.",
        "The audience in {place} gave loud applause at the end.",
        "The spotlight followed the hero across the stage.",
        "The troupe rehearsed a comedy in three acts.",
        "{name} wore a wig and a costume for the role.",
        "The playwright sat in the balcony during the performance.",
        "The curtain fell and the actors bowed once more.",
    ),
}

# Classes kept for evaluation.
HELD_OUT_CLASSES: tuple[str, ...] = (
    "sailing",
    "theatre",
    "astronomy",
    "mining",
)

# Common countable nouns, in the plural.
THINGS: tuple[str, ...] = (
    "crates",
    "lamps",
    "apples",
    "pears",
    "books",
    "pencils",
    "coins",
    "stamps",
    "buttons",
    "baskets",
    "bottles",
    "candles",
    "chairs",
    "cups",
    "plates",
    "spoons",
    "forks",
    "bowls",
    "kettles",
    "ropes",
    "hammers",
    "nails",
    "bricks",
    "tiles",
    "barrels",
    "sacks",
    "boxes",
    "bags",
    "jars",
    "marbles",
    "dolls",
    "kites",
    "balls",
    "drums",
    "bells",
    "clocks",
    "mirrors",
    "brushes",
    "towels",
    "blankets",
    "pillows",
    "shells",
    "stones",
    "feathers",
    "cards",
    "maps",
    "tickets",
    "lemons",
    "oranges",
    "plums",
    "onions",
    "pumpkins",
    "melons",
    "cakes",
    "biscuits",
    "ribbons",
    "umbrellas",
    "keys",
    "wheels",
    "planks",
)

# Start value {a}; each op in order takes {b}, {c}, {d}. 12 with one op, 30 with two, 30 with three.
PROBLEM_TEMPLATES: tuple[dict[str, str | tuple[str, ...]], ...] = (
    {
        "text": (
            "{name} has {a} {thing}. Then {name} finds {b} more {thing}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "{name} has {a} {thing} and gives {b} of them to {name2}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} has {b} times as many. How many {thing} does {name2} "
            "have?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "There are {a} passengers on a bus. In {place}, {b} more get on. How many passengers "
            "are on the bus now?"
        ),
        "ops": ("+",),
    },
    {
        "text": "A hen house holds {a} eggs, and {b} of the eggs are sold. How many eggs are left?",
        "ops": ("-",),
    },
    {
        "text": "A box holds {a} {thing}. How many {thing} do {b} such boxes hold?",
        "ops": ("*",),
    },
    {
        "text": (
            "A store in {place} has {a} crates, and a truck brings {b} more. How many crates does "
            "the store have now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "A book has {a} pages. {name} has read {b} of them. How many pages are left to read?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "{name} puts {a} coins into a jar every day. How many coins are in the jar after {b} "
            "days?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "At dawn {a} boats lay in the harbour of {place}, and by noon {b} others had joined "
            "them. How many boats are there now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "Of the {a} {thing} on the shelf, {name} dropped and broke {b}. How many {thing} are "
            "still whole?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "Each row of an orchard has {a} trees, and there are {b} rows. How many trees does "
            "the orchard have?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name} buys {b} more and then gives {c} to {name2}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}, loses {b} and later finds {c} others. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "{name} collects {a} {thing} on Monday, {b} on Tuesday and {c} on Wednesday. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "{name} had {a} {thing}, gave {b} to {name2} and sold {c}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "{name} packs {a} {thing} into each of {b} boxes. Then {c} {thing} are taken out "
            "again. How many {thing} are in the boxes now?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "A baker in {place} fills {a} rolls into each of {b} baskets. {c} rolls lie on the "
            "counter. How many rolls are there altogether?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "{name} has {a} coins and earns {b} more. {name2} has {c} times as many coins as "
            "{name} has now. How many coins does {name2} have?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "{name} had {a} {thing} and lost {b}. {name2} has {c} times as many as {name} has "
            "left. How many {thing} does {name2} have?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": (
            "A bus starts with {a} passengers. At the first stop {b} people get on, and in "
            "{place} {c} get off. How many passengers are on the bus now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A bus leaves {place} with {a} passengers. Then {b} get off and {c} get on. How many "
            "passengers are on the bus now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "A store has {a} crates. {b} crates arrive in the morning and {c} are sold by the "
            "evening. How many crates does the store have now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A book has {a} pages. {name} reads {b} pages on Saturday and {c} on Sunday. How many "
            "pages are left to read?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "There are {a} trees in the park of {place}. The gardeners plant {b} oaks and {c} "
            "limes. How many trees are in the park now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "A farm has {a} eggs. The cook uses {b} of them, and the hens lay {c} new ones. How "
            "many eggs does the farm have now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "{name} reads {a} pages a day for {b} days. The first {c} pages were only pictures. "
            "How many of the pages had text?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} had {b} times as many, and then got {c} more. How "
            "many {thing} does {name2} have now?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "In every bag there are {a} red and {b} green apples. How many apples are there in "
            "{c} bags?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "Each crate came with {a} bottles, but {b} bottles in each crate broke. How many "
            "whole bottles are in {c} crates?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": (
            "A train has {a} travellers. {b} board in {place} and {c} at the next station. How "
            "many travellers are on the train now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "A library owns {a} books. {name} borrows {b} and {name2} borrows {c}. How many books "
            "remain in the library?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "{name} saves {a} coins a week for {b} weeks and spends {c} coins in {place}. How "
            "many coins does {name} have now?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "{name} picks {a} apples, {name2} adds {b} and together they eat {c}. How many apples "
            "are left?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A shelf held {a} {thing}. {name} took {b} away and {name2} put {c} on it. How many "
            "{thing} does the shelf hold now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "When the market in {place} opened, {name} had {a} {thing} to sell. A cousin brought "
            "{b} extra, and customers took {c}. How many {thing} remain?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "Out of {a} sheep, {b} ran off in the storm, but {c} came back by morning. How many "
            "sheep are with the shepherd now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "Every one of {name}'s shelves carries {a} {thing}. There are {b} shelves, and {c} "
            "{thing} stand on the floor. How many {thing} are there in all?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "With {a} seats in a row and {b} rows, the hall in {place} was full until {c} people "
            "went home. How many people are still there?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "At each stall {name} buys {a} plums and {b} pears. After {c} stalls, how many fruits "
            "does {name} have?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "The pond was home to {a} ducks. A fox scared away {b}, and then {c} flew south. How "
            "many ducks are still on the pond?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "To the {a} stamps from an uncle {name} adds {b} of a neighbour and {c} from {place}. "
            "How many stamps are in the album now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "{name} has {a} {thing}, buys {b}, gives {c} to {name2} and then finds {d}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name} sells {b}, makes {c} new ones and loses {d}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "{name} collects {a} {thing} on Monday, {b} on Tuesday and {c} on Wednesday, but "
            "throws {d} away. How many {thing} does {name} have now?"
        ),
        "ops": ("+", "+", "-"),
    },
    {
        "text": (
            "{name} had {a} {thing}, gave {b} to {name2}, lost {c} and bought {d} new ones. How "
            "many {thing} does {name} have now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "A store in {place} has {a} crates. On three days {b}, {c} and {d} crates arrive. How "
            "many crates does the store have now?"
        ),
        "ops": ("+", "+", "+"),
    },
    {
        "text": (
            "A book has {a} pages. {name} reads {b} pages on Friday, {c} on Saturday and {d} on "
            "Sunday. How many pages are left to read?"
        ),
        "ops": ("-", "-", "-"),
    },
    {
        "text": (
            "{name} fills {a} {thing} into each of {b} boxes. Then {c} {thing} are added and {d} "
            "are taken out. How many {thing} are in the boxes now?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "{name} fills {a} {thing} into each of {b} sacks. Then {c} {thing} are sold and {d} "
            "are bought. How many {thing} does {name} have now?"
        ),
        "ops": ("*", "-", "+"),
    },
    {
        "text": (
            "Each basket holds {a} red and {b} green apples. {name} has {c} baskets and gives "
            "away {d} apples. How many apples does {name} have now?"
        ),
        "ops": ("+", "*", "-"),
    },
    {
        "text": (
            "Every crate came with {a} jars, but {b} jars in each broke. From the {c} crates "
            "{name} takes all whole jars and adds {d} more. How many jars does {name} have now?"
        ),
        "ops": ("-", "*", "+"),
    },
    {
        "text": (
            "A bus starts with {a} passengers. {b} get on in {place}, then {c} get off, and at "
            "the next stop {d} get off. How many passengers are on the bus now?"
        ),
        "ops": ("+", "-", "-"),
    },
    {
        "text": (
            "A bus leaves {place} with {a} passengers. First {b} get off, then {c} get on, and "
            "finally {d} get on. How many passengers are on the bus now?"
        ),
        "ops": ("-", "+", "+"),
    },
    {
        "text": (
            "{name} saves {a} coins a week for {b} weeks. Then {name} spends {c} coins on a hat "
            "and {d} on shoes. How many coins does {name} have now?"
        ),
        "ops": ("*", "-", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} had {b} times as many, then bought {c} and was given "
            "{d}. How many {thing} does {name2} have now?"
        ),
        "ops": ("*", "+", "+"),
    },
    {
        "text": (
            "Each bag holds {a} plums and {b} pears. {name} has {c} bags and finds {d} more "
            "pears. How many fruits does {name} have now?"
        ),
        "ops": ("+", "*", "+"),
    },
    {
        "text": (
            "{name} had {a} coins and spent {b}. {name2} had {c} times as many as {name} had "
            "left, but lost {d}. How many coins does {name2} have now?"
        ),
        "ops": ("-", "*", "-"),
    },
    {
        "text": (
            "A farm has {a} eggs. The hens lay {b}, the cook uses {c}, and a neighbour brings "
            "{d}. How many eggs does the farm have now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "A store has {a} crates. It sells {b}, receives {c} from {place} and sells {d} more. "
            "How many crates does the store have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "There are {a} trees in the park of {place}. Gardeners plant {b} oaks and {c} limes, "
            "but a storm fells {d} trees. How many trees stand in the park now?"
        ),
        "ops": ("+", "+", "-"),
    },
    {
        "text": (
            "A library owns {a} books. {name} borrows {b}, {name2} borrows {c}, and a reader "
            "returns {d}. How many books are in the library now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "A baker bakes {a} rolls an hour for {b} hours. A helper brings {c} more, and {d} are "
            "sold in {place}. How many rolls are left?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "{name} plants {a} tulips in each of {b} beds. The frost kills {c} tulips, and {name} "
            "plants {d} again. How many tulips are alive now?"
        ),
        "ops": ("*", "-", "+"),
    },
    {
        "text": (
            "{name} picks {a} apples and {name2} adds {b}. They eat {c} and bake a cake with {d}. "
            "How many apples are left?"
        ),
        "ops": ("+", "-", "-"),
    },
    {
        "text": (
            "At sunrise {name} counted {a} sheep. A storm drove {b} off, {c} were born, and {d} "
            "went to market. How many sheep does {name} have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "To the {a} {thing} in the attic {name} added {b} from {place}. Mice ruined {c}, and "
            "{name2} left {d} more there. How many good {thing} are in the attic now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "With {a} seats in a row and {b} rows, the hall was full. Then {c} guests left at the "
            "interval and {d} before the end. How many guests stayed?"
        ),
        "ops": ("*", "-", "-"),
    },
    {
        "text": (
            "Every cart carries {a} {thing}, and {b} carts reach {place}. There {c} {thing} join "
            "the load, while {d} are handed out. How many {thing} are on the carts now?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "Out of {a} candles {name} burned {b} in May and {c} in June, before {name2} sent "
            "{d}. How many candles does {name} have now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "At each stall {name} got {a} nuts and {b} dates. After visiting {c} stalls, {name} "
            "ate {d} pieces. How many pieces does {name} still have?"
        ),
        "ops": ("+", "*", "-"),
    },
    {
        "text": (
            "The harbour of {place} sheltered {a} boats when {b} came from the north and {c} from "
            "the south. By night {d} had sailed. How many boats are there now?"
        ),
        "ops": ("+", "+", "-"),
    },
)

# The last two are held out.
STEP_TRIGGERS: tuple[str, ...] = (
    "Think step by step.",
    "Let's think step by step.",
    "Work it out step by step.",
    "Show your steps before you give the answer.",
    "Reason step by step, then answer.",
    "First write down each step, then the result.",
    "Take it one step at a time.",
    "Explain your reasoning before you state the answer.",
)

# The last one is held out.
ANALOGY_TRIGGERS: tuple[str, ...] = (
    "First recall a similar problem and solve it, then solve this one.",
    "Recall a problem like this one, solve it, and then solve the given one.",
    "Start with a similar problem and its solution, then answer this one.",
    "Think of a related problem, solve that first, and then solve mine.",
    "Before you answer, give a similar example with its solution.",
    "Make up an analogous problem, work through it, and then turn to this one.",
)

# The last four are held out.
CONTEXT_ONLY_PROMPTS: tuple[str, ...] = (
    "Answer from the context only. If the context does not contain the answer, say: I do not know.",
    "Use only the context. If the answer is not there, reply exactly: I do not know.",
    (
        "You are a support agent. Answer customers from the given context only. If it does not "
        "say, answer: I do not know."
    ),
    (
        "You are a librarian. You may quote only what the passages say. When they do not answer "
        "the question, say: I do not know."
    ),
    "Strict rule: no answer without support in the context. Otherwise write: I do not know.",
    (
        "Please help the reader by using the context below and nothing else. If it does not hold "
        "the answer, kindly say: I do not know."
    ),
    "Reply with facts from the context. Do not guess. If a fact is missing, say: I do not know.",
    (
        "You answer questions about the passages. Anything that is not in them gets the answer: I "
        "do not know."
    ),
    (
        "Rely on the provided text alone, not on your memory. If the text is silent, respond "
        "with: I do not know."
    ),
    "Context only. Not in the context: I do not know.",
    (
        "You are a careful clerk at an information desk. Tell visitors only what your notes say. "
        "If your notes do not cover the question, tell them: I do not know."
    ),
    (
        "Never use outside knowledge. Should the given passages lack the answer, your whole reply "
        "must be: I do not know."
    ),
    (
        "Be polite and brief, and stay within the supplied documents. For every question that "
        "they leave open, the right reply is: I do not know."
    ),
    (
        "Ground each answer in the text you are given. No support, no answer; then say just: I do "
        "not know."
    ),
)

# Neutral prompts without any demand.
PLAIN_SYSTEM_PROMPTS: tuple[str, ...] = (
    "You are a helpful assistant.",
    "You are a friendly assistant.",
    "You are an assistant that answers questions.",
    "You are a small language model.",
    "You help people with their tasks.",
    "You are a polite and helpful chat partner.",
    "You are a digital assistant.",
    "You talk with a user.",
)

# The last three are held out.
LABEL_INSTRUCTIONS: tuple[str, ...] = (
    "Label the last text as in the examples.",
    "Give the last text a label, as the examples show.",
    "Find the label of the final text.",
    "Continue the pattern: which label does the last text get?",
    "Look at the labelled texts and label the last one.",
    "Classify the last text with one of the labels above.",
    "Complete the last label.",
    "Which of the labels used above fits the final text?",
    "Sort the last sentence into a class, just as was done before.",
    "Follow the examples and name the category of the last text.",
)

# The last three are held out.
EXTRACT_INSTRUCTIONS: tuple[str, ...] = (
    "Extract {fields} as JSON.",
    "Return {fields} from the text as a JSON object.",
    "Find {fields} in the text and write them as JSON.",
    "Give me {fields} in JSON form.",
    "Write a JSON object with {fields}.",
    "Read the text and output {fields} as JSON.",
    "JSON with {fields}, please.",
    "Pull {fields} out of this text and answer in JSON.",
    "From the message, list {fields} as a JSON object.",
    "Turn the text into JSON that has the fields {fields}.",
)

# The last two are held out.
READ_QUESTION_FRAMES: tuple[str, ...] = (
    "Context:\n{context}\n\nQuestion: {question}",
    "{context}\n\nUsing the passages above, answer: {question}",
    "Read this:\n{context}\n\n{question}",
    "Question: {question}\n\nContext:\n{context}",
    "Passages:\n{context}\n\nQ: {question}",
    "Here is some text.\n\n{context}\n\nNow answer this question: {question}",
    "Text:\n{context}\n\nAccording to the text: {question}",
    "I want to know: {question}\n\nThis is what I have:\n{context}",
)
