"""The kinds of values and of addresses that programs are made of."""

# Values: C type, what makes one of an unsigned, what makes an unsigned of one.
VALUES = {
    "unsigned": ("unsigned", "(%s)", "%s"),
    "rec": ("Rec", "MakeRec(%s)", "FoldRec(%s)"),
    "small": ("Small", "MakeSmall(%s)", "FoldSmall(%s)"),
    "big": ("Big", "MakeBig(%s)", "FoldBig(%s)"),
    "long": ("long double", "MakeLong(%s)", "FoldLong(%s)"),
    "double": ("double", "MakeDouble(%s)", "FoldDouble(%s)"),
    "wide": ("Wide", "MakeWide(%s)", "FoldWide(%s)"),
    "complex": ("Complex", "MakeComplex(%s)", "FoldComplex(%s)"),
    "v4": ("V4", "MakeV4(%s)", "FoldV4(%s)"),
    "v8": ("V8", "MakeV8(%s)", "FoldV8(%s)"),
}

# What a function can take: wide vectors are refused as stack arguments.
PASSED = sorted(set(VALUES) - {"v8"})

# Addresses: of one unsigned, of eight of them, of structs.
ADDRESSES = {
    "one": "unsigned *",
    "row": "unsigned *",
    "rec": "Rec *",
    "big": "Big *",
    "refs": "Refs *",
}


def type_of(value):
    return VALUES[value][0]


def make(value, expression):
    return VALUES[value][1] % expression


def fold(value, expression):
    return VALUES[value][2] % expression
