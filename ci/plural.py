"""Numbers with their nouns."""


def counted(number: int, thing: str) -> str:
    """Return `1 file`, `2,000 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
