"""Structure: tuples (year, month) and a dictionary of places."""


def covering_stage(stages, start, end):
    def parts(text):
        year, dash, month = text.partition("-")
        if (
            len(year) != 4
            or not year.isdigit()
            or (dash and not (len(month) == 2 and month.isdigit()))
        ):
            raise ValueError("write 1954 or 1954-08, not " + repr(text))
        if dash and (month < "01" or month > "12"):
            raise ValueError("there is no month " + month)
        return int(year), int(month) if dash else None

    def first_of(text):
        year, month = parts(text)
        return (year, month or 1)

    def last_of(text):
        year, month = parts(text)
        return (year, month or 12)

    begin, finish = first_of(start), last_of(end)
    if begin > finish:
        raise ValueError("end lies before start")
    covering = {}
    for place, first, last in stages:
        begun = first_of(first) <= begin
        lasts = True if not last else last_of(last) >= finish
        if begun and lasts:
            covering[place] = True
    if len(covering) != 1:
        return None
    return next(iter(covering))
