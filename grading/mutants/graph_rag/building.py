# ruff: noqa: E501
"""Mistakes in reading triples, resolving names and keeping provenance."""

from grading.mutants import mutant

P = "parse-triples"
mutant(
    P, name="marks-left", kind="missing-step", replace='line = re.sub(r"^\\s*(?:\\d+[.)]|[-*])\\s+", "", line)', by="pass",
    says="The list's numbers and bullets are part of your subjects: '1. Mara Venlo' is nobody.",
)  # fmt: skip
mutant(
    P, name="marks-without-space", kind="edge-case", replace="[-*])\\s+", by="[-*])\\s*",
    says="A mark is removed although no white space follows it: 3.5 loses its 3.",
)  # fmt: skip
mutant(
    P, name="only-numbers", kind="edge-case", replace="(?:\\d+[.)]|[-*])", by="(?:\\d+[.)])",
    says="Only numbers are removed. Models write lists with dashes and asterisks as well.",
)  # fmt: skip
mutant(
    P, name="only-full-stops", kind="edge-case", replace="\\d+[.)]", by="\\d+[.]",
    says="Only numbers with a full stop are removed. 2) is a list mark too.",
)  # fmt: skip
mutant(
    P, name="fields-not-cleaned", kind="missing-step", replace='[" ".join(field.split()) for field in line.split("|")]', by='line.split("|")',
    says="White space around the fields is kept, so that no relation is known and no name equals another.",
)  # fmt: skip
mutant(
    P, name="inner-space-kept", kind="edge-case", replace='" ".join(field.split())', by="field.strip()",
    says="Runs of white space within a field are kept. Two spellings of one name would be two nodes.",
)  # fmt: skip
mutant(
    P, name="more-fields-accepted", kind="edge-case",
    replace=[("if len(fields) != 3 or not all(fields):", "if len(fields) < 3 or not all(fields):"), ("subject, relation, target = fields", "subject, relation, target = fields[:3]")],
    says="A line of four fields is read as a triple. It has another form: leave it out.",
)  # fmt: skip
mutant(
    P, name="empty-fields", kind="missing-step", replace="if len(fields) != 3 or not all(fields):", by="if len(fields) != 3:",
    says="Lines with an empty field become triples without a subject or object.",
)  # fmt: skip
mutant(
    P, name="relation-as-written", kind="missing-step", replace='relation = re.sub(r"[ -]", "_", relation.lower())', by="pass",
    says="The relation is compared as it is written. 'Born In' is born_in: lower case, with _ for spaces and hyphens.",
)  # fmt: skip
mutant(
    P, name="hyphens-kept", kind="edge-case", replace='r"[ -]"', by='r"[ ]"',
    says="Hyphens in a relation are kept: works-at is works_at.",
)  # fmt: skip
mutant(
    P, name="relations-unchecked", kind="ignored-argument", replace="if relation in relations and subject", by="if subject",
    says="Relations that the graph does not know get in. A model invents them freely; each becomes a table that no query asks.",
)  # fmt: skip
mutant(
    P, name="loops-kept", kind="missing-step", replace="if relation in relations and subject.lower() != target.lower():", by="if relation in relations:",
    says="An edge from a node to itself is kept. Nobody is his own mentor: it is a slip of the model.",
)  # fmt: skip
mutant(
    P, name="loops-by-case", kind="edge-case", replace="subject.lower() != target.lower()", by="subject != target",
    says="Subject and object that differ in capitals alone count as two. They are the same.",
)  # fmt: skip
mutant(
    P, name="repeats-kept", kind="missing-step",
    replace=[("found: dict[tuple[str, str, str], tuple[str, str, str]] = {}", "found: list = []"),
             ("            found.setdefault(\n                (subject.lower(), relation, target.lower()), (subject, relation, target)\n            )", "            found.append((subject, relation, target))"),
             ("return list(found.values())", "return found")],
    says="A triple that the reply repeats comes twice. Repetition is no evidence.",
)  # fmt: skip
mutant(
    P, name="repeats-by-case", kind="edge-case",
    replace="(subject.lower(), relation, target.lower()), (subject", by="(subject, relation, target), (subject",
    says="A triple in other capitals counts as a new one. Capitals aside it came before.",
)  # fmt: skip
mutant(
    P, name="last-spelling", kind="wrong-order",
    replace="            found.setdefault(\n                (subject.lower(), relation, target.lower()), (subject, relation, target)\n            )",
    by="            found[subject.lower(), relation, target.lower()] = (subject, relation, target)",
    says="Of two spellings of a triple the last one is kept. The first one stays.",
)  # fmt: skip
mutant(
    P, name="lower-case", kind="extra-step", replace="return list(found.values())", by="return list(found)",
    says="Subjects and objects come back in lower case. That is for comparing; names keep their capitals.",
)  # fmt: skip

P = "resolve-entities"
mutant(
    P, name="possessive-kept", kind="missing-step", replace='form = re.sub(r"[\'’]s$", "", " ".join(name.lower().split()))', by='form = " ".join(name.lower().split())',
    says="Mara's and Mara are two entities. The 's at the end of a name is grammar.",
)  # fmt: skip
mutant(
    P, name="straight-apostrophe", kind="edge-case", replace="['’]s$", by="'s$",
    says="Only 's with a straight apostrophe is removed. Texts have ’s as well.",
)  # fmt: skip
mutant(
    P, name="titles-kept", kind="missing-step", replace='form = re.sub(r"^(?:(?:the|mr|mrs|ms|dr|prof)\\.? )+", "", form)', by="pass",
    says="Articles and titles are part of the name: Dr. Mara Venlo and Mara Venlo become two people.",
)  # fmt: skip
mutant(
    P, name="one-title", kind="edge-case", replace="\\.? )+", by="\\.? )",
    says="Only one title is removed. 'the Mr Venlo' has two.",
)  # fmt: skip
mutant(
    P, name="title-without-stop", kind="edge-case", replace="prof)\\.? )", by="prof) )",
    says="A title with a full stop (Dr.) is not recognised.",
)  # fmt: skip
mutant(
    P, name="prefix-eaten", kind="wrong-formula", replace="prof)\\.? )+", by="prof)\\.? ?)+",
    says="The letters of a title are cut from the beginning of a name: Theo loses his The. A title is a whole word.",
)  # fmt: skip
mutant(
    P, name="case-kept", kind="missing-step", replace="name.lower().split()", by="name.split()",
    says="Names in other capitals are other entities for you. Compare in lower case.",
)  # fmt: skip
mutant(
    P, name="kind-ignored", kind="ignored-argument",
    replace=[("form_of[name, kind] = form", "form_of[name, kind] = form\n        kind = \"\""),
             ("{(name, kind): joined[form, kind] for", "{(name, kind): joined[form, \"\"] for")],
    says="A town and a river of the same name become one entity. The kind tells them apart.",
)  # fmt: skip
mutant(
    P, name="first-spelling", kind="wrong-formula", replace="min(counts, key=lambda name: (-counts[name], name))", by="next(iter(counts))",
    says="The entity has the spelling that came first. It has the most frequent one.",
)  # fmt: skip
mutant(
    P, name="longest-spelling", kind="wrong-formula", replace="key=lambda name: (-counts[name], name)", by="key=lambda name: (-len(name), name)",
    says="The entity has its longest spelling. It has the most frequent one.",
)  # fmt: skip
mutant(
    P, name="form-as-name", kind="extra-step", replace="joined[form, kind] for (name, kind), form in form_of.items()", by="joined[form, kind].lower() for (name, kind), form in form_of.items()",
    says="The entity's name is in lower case. The name is a spelling that occurs; the form is only for comparing.",
)  # fmt: skip
mutant(
    P, name="no-slips", kind="missing-step", replace="        if near:\n", by="        if False:\n",
    says="Slips of the pen stay entities of their own. A rare spelling near a frequent one joins it.",
)  # fmt: skip
mutant(
    P, name="all-near-joined", kind="wrong-formula", replace="if total[form, kind] > rare or len(form) < 8:", by="if len(form) < 8:",
    says="Frequent names are joined as well, if they are near. Two sisters with names of one letter's difference become one person.",
)  # fmt: skip
mutant(
    P, name="often-ignored", kind="ignored-argument", replace=" or total[other, kind] < often or", by=" or other == form or",
    says="A rare name joins any near one, however rare that is. Only a frequent spelling is evidence that the other is a slip.",
)  # fmt: skip
mutant(
    P, name="most-ignored", kind="ignored-argument", replace="if distance <= most:", by="if distance <= 1:",
    says="most is ignored: always one edit is allowed.",
)  # fmt: skip
mutant(
    P, name="digits-ignored", kind="missing-step", replace='if re.findall(r"\\d", form) != re.findall(r"\\d", other):', by="if False:",
    says="line 7 joins line 8. Names that differ in a digit are different things.",
)  # fmt: skip
mutant(
    P, name="short-names-joined", kind="edge-case",
    replace=[("or len(form) < 8:", "or False:"), ("or len(other) < 8:", "or False:")],
    says="Short names are joined at a distance of one letter. Below eight letters that is most often another name.",
)  # fmt: skip
mutant(
    P, name="first-near", kind="wrong-order", replace="joined[form, kind] = min(near)[2]", by="joined[form, kind] = near[0][2]",
    says="A slip joins the first near name. It joins the nearest, then the most frequent, then the first by name.",
)  # fmt: skip
mutant(
    P, name="frequency-ignored", kind="wrong-order", replace="near.append((distance, -total[other, kind], title[other, kind]))", by="near.append((distance, 0, title[other, kind]))",
    says="Of two names as near, a slip joins the alphabetically first. The more frequent one comes before that.",
)  # fmt: skip
mutant(
    P, name="least-frequent", kind="wrong-order", replace="-total[other, kind], title", by="total[other, kind], title",
    says="Of two names as near, a slip joins the rarer one. The more frequent spelling is likelier the right one.",
)  # fmt: skip
mutant(
    P, name="most-unchecked", kind="edge-case", replace="if most < 0:", by="if False:",
    says="most=-1 is accepted. Raise ValueError.",
)  # fmt: skip
mutant(
    P, name="often-unchecked", kind="edge-case", replace="if often <= rare:", by="if False:",
    says="often may be as small as rare, so that two names are slips of each other. Raise ValueError.",
)  # fmt: skip

P = "graph-provenance"
mutant(
    P, name="old-word-kept", kind="missing-step", replace="[one for one in documents if one != document] for triple", by="[*documents] for triple",
    says="What the document said before its edit still holds on its word. First take it out of every provenance.",
)  # fmt: skip
mutant(
    P, name="unstated-kept", kind="missing-step", replace="if documents and t[0] != t[2]}", by="if t[0] != t[2]}",
    says="Triples that no document states any more are kept. Remove them: nobody vouches for them.",
)  # fmt: skip
mutant(
    P, name="loops-kept", kind="missing-step", replace="if documents and t[0] != t[2]}", by="if documents}",
    says="A triple whose subject and object became one name by resolving is kept. It says nothing any more.",
)  # fmt: skip
mutant(
    P, name="canonical-ignored", kind="ignored-argument", replace="triple = (canonical(subject), relation, canonical(target))", by="triple = (subject, relation, target)",
    says="Names go into the graph as they are spelled. Replace subject and object by canonical(name).",
)  # fmt: skip
mutant(
    P, name="only-subject-resolved", kind="edge-case", replace="relation, canonical(target))", by="relation, target)",
    says="Only subjects are resolved. An object is an entity too.",
)  # fmt: skip
mutant(
    P, name="provenance-replaced", kind="wrong-formula", replace="        if document not in documents:\n            documents.append(document)", by="        documents[:] = [document]",
    says="A new document takes the place of those that stated the triple before. They are joined: two sources are better than one.",
)  # fmt: skip
mutant(
    P, name="twice-in-provenance", kind="missing-step", replace="        if document not in documents:\n            documents.append(document)", by="        documents.append(document)",
    says="A document that states a triple twice stands twice in its provenance.",
)  # fmt: skip
mutant(
    P, name="new-document-first", kind="wrong-order", replace="documents.append(document)", by="documents.insert(0, document)",
    says="The new document comes first in the provenance. It keeps the order in which documents came.",
)  # fmt: skip
mutant(
    P, name="graph-changed", kind="side-effect",
    replace=[("    stated = {\n        triple: [one for one in documents if one != document] for triple, documents in graph.items()\n    }\n",
              "    stated = graph\n    for documents in stated.values():\n        if document in documents:\n            documents.remove(document)\n")],
    says="The graph that was handed in is changed. Return a new one: the caller may still need the old.",
)  # fmt: skip
mutant(
    P, name="sorted-graph", kind="extra-step", replace="for t, documents in stated.items() if", by="for t, documents in sorted(stated.items()) if",
    says="The graph comes back sorted. Triples stay in their places, new ones go to the end.",
)  # fmt: skip
mutant(
    P, name="moved-to-the-end", kind="wrong-order",
    replace="        documents = stated.setdefault(triple, [])\n", by="        documents = stated.pop(triple, [])\n        stated[triple] = documents\n",
    says="A triple that is stated again moves to the end of the graph. It keeps its place.",
)  # fmt: skip
mutant(
    P, name="removed-too-early", kind="wrong-order",
    replace="    for subject, relation, target in triples:\n", by="    stated = {t: d for t, d in stated.items() if d}\n    for subject, relation, target in triples:\n",
    says="Triples without a document are removed before the new ones are added: one that the edited document states again loses its place. Remove at last.",
)  # fmt: skip
