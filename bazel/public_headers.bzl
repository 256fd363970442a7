"""What programs include, by name, from runtime/."""

PUBLIC_HEADERS = [
    "pagurus.h",
    "pagurus.hpp",
    "pagurus_gc.h",
    "pagurus_world.h",
]
