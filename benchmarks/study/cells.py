"""Figures as the texts of a table's cells."""

NONE = "–"


def number(figure):
    """As many digits as mean something."""
    if figure is None:
        return NONE
    if abs(figure) >= 100:
        return "{:,.0f}".format(figure)
    text = "%.*f" % (1 if abs(figure) >= 10 else 2 if abs(figure) >= 0.1 else 3, figure)
    return "0" if float(text) == 0 else text


def percent(part):
    return "%.0f %%" % (100 * part)


def size(bytes_):
    for unit, name in ((1 << 20, "MB"), (1 << 10, "KB")):
        if bytes_ >= unit:
            return "%g %s" % (round(bytes_ / unit, 1), name)
    return "%d B" % bytes_
