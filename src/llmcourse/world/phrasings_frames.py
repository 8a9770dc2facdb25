"""What surrounds the facts in biographies, letters, minutes, logs, notices and newspaper columns.

Knows wording only; no sentence here states a fact of the world. `{P}` is "She" or "He", `{n}` a
full
name, `{x}` the name of an organisation or project.
"""

BIOGRAPHY = (
    "Friends describe a patient listener with a weakness for crosswords.",
    "{P} rarely spoke about those years and kept no diary.",
    "What little money there was went into books.",
    "{P} is said to have walked everywhere, even in winter.",
    "A box of letters from this time has been lost.",
    "Those who shared a corridor with {n} remember the smell of pipe smoke and oranges.",
    "{P} disliked telephones and answered most of them by postcard.",
    "The dates follow {n}'s own notes and could be checked in part.",
    "Of the early years we know only what the family chose to tell.",
    "{P} took up fencing, gave it up, and took it up again.",
    "Later {P_lower} would call this the best time of all.",
    "Nothing suggests that the change came as a surprise.",
    "The move was a matter of weeks and was prepared by letter.",
    "A bad back kept {n} away from sport.",
    "{P} had no great opinion of certificates, though every one was kept.",
    "Two pupils still keep {n}'s pocket knife in a drawer.",
    "Money was short, and the winters in rented rooms were long.",
    "{P} learned to cook late, and badly.",
    "Accounts differ as to why things ended there.",
    "One neighbour recalls a bicycle with a basket full of papers.",
    "{P} read aloud to anyone who would sit still.",
    "Whether {n} liked the work is another question.",
    "No portrait was ever commissioned, which {n} thought a good saving.",
    "After that the trail in the archive goes cold for a while.",
    "A cousin's memoir gives {n} half a page, most of it about hats.",
    "There was a piano in the lodgings, and no one to play it.",
    "{P} hated farewells and left by the early train.",
    "For once there is a photograph: {n} at the edge of the group, out of focus.",
    "From here on the sources are better.",
    "{P} would have called this luck.",
    "Colleagues came and went, and {n} outstayed most of them.",
    "It took three letters and a good word from a neighbour.",
)

HEADINGS_LIFE = (
    ("Family", "Studies", "Work"),
    ("Origins and family", "School and study", "Working life"),
    ("Private life", "Education", "Career"),
    ("Background", "Years of study", "Posts held"),
)

OBITUARY = (
    "{n} has died after a short illness.",
    "News reaches us that {n} is no longer among us.",
    "With {n} the region loses one of its quieter voices.",
    "{n} died on Sunday in the early morning, at home.",
    "The bells rang twice on Friday for {n}.",
)

LETTER_OPENINGS = (
    "You asked me what I could find out about {n}, and I am glad to say that it is not nothing.",
    "Thank you for the parcel. As for {n}, here is what the drawers gave up.",
    "Forgive the long silence. I have spent two afternoons on your question about {n}.",
    "I write in haste, since the post goes at four. This is about {n}.",
    (
        "My sister tells me that you are still collecting everything about {n}. Then "
        "you may want this."
    ),
    "It has rained for a week here, so I have had time to look into the matter of {n}.",
    "I was sorry to miss you at the station. What I had wanted to tell you concerns {n}.",
    "You will laugh, but I came upon {n} again, this time in a tin of old receipts.",
    "Your card came on Monday. On {n} I can be short.",
    "I promised you a few lines on {n} as soon as my eyes were better.",
    "Before I forget it again: {n}.",
    "You were right to be curious about {n}.",
    "The doctor has forbidden me stairs, not archives, so here is a little on {n}.",
    "I have your list in front of me, and next on it is {n}.",
    "Nobody here had thought of {n} for years until your letter came.",
    "Two lines only, because the reading room closes. They are about {n}.",
)
LETTER_MIDDLE = (
    "I copied this twice, to be sure of the dates.",
    "The ink is faded, but the hand is clear.",
    "Do with this what you like, only do not quote me.",
    "The porter remembers it differently, but he remembers everything differently.",
    "You know how these lists are: half of them are coffee stains.",
    "I would not swear to the spelling, but to the rest I would.",
    "That made me sit up, as you may imagine.",
    "Aunt Mathilde always said so, and for once she was right.",
    "I had to promise to bring the folder back by Thursday.",
    "It cost me a box of pastries, so I hope that it is of use.",
    "Beyond this the box held only seed catalogues.",
    "The cat has walked over this page, for which I apologise.",
)
LETTER_CLOSINGS = (
    "Write soon, and give my regards to everyone at home.",
    "More when the archive opens again after the holidays.",
    "With kind wishes, and do keep warm.",
    "Burn this or file it, as you see fit. Yours as ever.",
    "I must run for the tram. All good wishes.",
    "Send back the folder when you can. Yours sincerely.",
    "Come in May, when the garden is worth the journey. Affectionately.",
    "That is all I know. Yours faithfully.",
    "Let me know whether it fits with what you have. Kind regards.",
    "Next week I turn to the ledgers. Yours, as always.",
    "Please thank your mother for the marmalade. Yours truly.",
    "Enough for today, the lamp is smoking. Good night.",
    "I enclose the receipt for the copies. Respectfully yours.",
    "If you find the missing page, tell me at once. Best wishes.",
)
ADDRESSEES = (
    "Ruth",
    "Martin",
    "Mrs Abbot",
    "Colleague",
    "Oscar",
    "Dr Penrose",
    "Clara",
    "Editor",
    "Cousin",
    "Mr Whitlow",
)

MINUTES_OPENINGS = (
    "The meeting opened at ten. Apologies were read.",
    "The chair opened the meeting a quarter of an hour late, the heating having failed.",
    "The minutes of the last meeting were approved without changes.",
    "Those present signed the list. The window was left open at the request of two members.",
    "The agenda was accepted after the third point had been moved to the end.",
    "Coffee was served before business began.",
    "Seven members were present, two were excused, one was on the stairs.",
    "The chair welcomed a guest, who did not wish to be named here.",
    "It was decided to keep the meeting short because of the storm warning.",
    "Before the first point the new carpet was admired.",
    "Start at nine sharp. The secretary took notes for the last time before the holidays.",
    "The list of open points was read out. It has grown.",
)
MINUTES_ITEMS = (
    "The question of the bicycle stand was put off again.",
    "A complaint about the noise of the lift was noted.",
    "It was agreed to buy two more chairs.",
    "The key to the archive has not been found.",
    "The summer outing will be to the lake if the weather holds.",
    "A vote on the new letterhead was tied.",
    "Members are reminded to close the windows in the evening.",
    "The tea fund is empty once more.",
    "The auditor's visit was moved by a week.",
    "No one volunteered to write the yearly report.",
    "The clock in the hall will be repaired.",
    "The offer for new curtains was thought too dear.",
    "The pension question will be taken up in autumn.",
    "Thanks were given to the kitchen.",
    "The fire drill took eleven minutes, which is too long.",
    "A letter of thanks from the choir was passed round.",
    "The mouse traps are to be checked daily.",
    "Nobody has claimed the green umbrella.",
    "The window cleaner asks to be paid in advance.",
    "A proposal to start at eight found no support.",
)
MINUTES_CLOSINGS = (
    "There being no other business, the meeting closed at noon.",
    "The meeting ended at half past twelve.",
    "Next meeting: the first Tuesday of the coming month.",
    "Closed at 11.40. The keeper of these minutes thanks all for speaking slowly.",
    "End of the meeting: shortly before lunch.",
    "The chair thanked all present and locked up.",
    "Two points were left for next time.",
    "Signed as a true record.",
)

LOG_LINES = (
    "Rain since dawn, nothing to enter.",
    "Lamp in the corridor replaced.",
    "Two visitors, both asking for the toilet.",
    "Cat found asleep in drawer M. Removed.",
    "Telephone out of order until the afternoon.",
    "Shelf 14 dusted.",
    "Delivery of paper, 30 reams.",
    "Reading room closed early on account of the cold.",
    "Returned three volumes to the bindery.",
    "Inquiry by letter, answered the same day.",
    "Radiator hisses again. Reported.",
    "Copied index cards until four.",
    "Stamp pad dry, ordered a new one.",
    "School class, 24 children, quiet.",
    "Fog. Lights on all day.",
    "Clock five minutes slow, set right.",
    "Someone has written in volume 9. Pencil, erased.",
    "Ladder returned by the fire brigade.",
    "Tea with the binder.",
    "Mended two folders with linen tape.",
)

NOTICES = (
    "Inquiries should be made in writing.",
    "This replaces all earlier announcements.",
    "The counter is open on weekdays until five.",
    "No other changes are planned for the time being.",
    "We ask our readers to correct their lists.",
    "The notice was posted at the entrance for two weeks.",
    "For the board: signed and sealed.",
    "Printed without charge.",
    "Objections may be raised within a month.",
    "By order.",
)

COLUMN_OPENINGS = (
    "From our files.",
    "What the old volumes tell.",
    "Readers write, and we look it up.",
    "A page from the past, found while clearing the cellar.",
    "The box of cuttings on our desk does not get any smaller.",
    "In this week's column we go through a bundle given to us by a reader.",
    "Small print of other days.",
    "For those who like to look back.",
    "Our archivist has been at it again.",
    "Cut out, kept, and found again.",
)
COLUMN_LINES = (
    "That same week the price of herring fell, and nobody knew why.",
    "The band played until the rain came.",
    "A dog was found in the waiting room and taken home by the station master.",
    "The spring fair drew a good crowd in spite of the mud.",
    "The new pavement in the High Street is slippery, several ladies complain.",
    "A lecture on comets had to be repeated, so many had been turned away.",
    "The cold snap split a great many pipes.",
    "The skating rink opened two weeks late.",
    "A lost umbrella with a silver handle may be claimed at this office.",
    "The amateur players gave a comedy in three acts, of which the second was heard.",
    "Pears were plentiful and plums were not.",
    "The evening train stood for an hour outside the tunnel.",
    "A wedding party lost its way in the fog and dined at the mill.",
    "The library asks for the return of its atlas.",
    "Strawberries were on the market in the first week of May.",
    "The ferry ran aground and was freed with the tide.",
    "Someone has been ringing the school bell at night.",
    "A circus camped on the meadow and left it clean.",
)

GAZETTEER = (
    "The road is good in summer.",
    "Travellers should change money before noon.",
    "There is a market on Saturdays.",
    "The view from the hill is praised in older guides.",
    "Rooms are to be had at fair prices.",
    "A footpath follows the old railway.",
    "The museum has been closed for repairs since spring.",
    "Storks nest on several chimneys.",
    "The bakery behind the church should not be missed.",
    "Snow may block the pass until April.",
)

STAFF_INTROS = (
    "List of persons employed, as found in the wage books.",
    "Staff, past and present. Gaps are due to water damage.",
    "The following have been in our service. Corrections to the front office.",
    "Register of employees, copied from the card index.",
)
TEAM_INTROS = (
    "Members of the project, with the month of joining.",
    "Who is who in the project. Please keep the list by the telephone.",
    "Team list, to be pinned up in the corridor.",
)

BIOGRAPHY_OPENINGS = (
    "{n} never wanted a page in this book.",
    "Not everything about {n} is known, but the registers help.",
    "Some lives leave a thick file, and that of {n} is one of them.",
    "Readers have asked more than once for an entry on {n}.",
    "The name of {n} comes up in many papers, mostly in passing.",
    "Hardly anyone in the street knew what is said here of {n}.",
    "The following is put together from letters, wage books and the memory of neighbours of {n}.",
    "{n} liked plain dates, and so they are given here.",
)
