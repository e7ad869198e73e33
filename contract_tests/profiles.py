"""How much is examined: a table."""

from dataclasses import dataclass, replace

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown


@dataclass(frozen=True, slots=True)
class Profile:
    """How many random requests for each operation, and how many random sequences of requests, in one round.

    With `seconds`, there are rounds with ever new requests for so long; without, there is one.

    The examples of the contract, the systematic cases (every boundary of every keyword) and the probes of the rules are
    complete in every profile.
    """

    fuzzing: int
    stateful: int
    seconds: int = 0


PROFILES = {
    "quick": Profile(fuzzing=10, stateful=10),
    "full": Profile(fuzzing=100, stateful=50),
    # a token lives for an hour, and what comes before and after, at the vendor's rate, takes twice as long as this
    "nightly": Profile(fuzzing=100, stateful=50, seconds=1200),
}


def profile_of(name: str, seconds: int | None = None) -> Profile:
    """Return the profile, which goes on for so many seconds, if given. Raises FeedproofError with the nearest name."""
    if name not in PROFILES:
        raise FeedproofError(unknown("profile", name, PROFILES))
    return PROFILES[name] if seconds is None else replace(PROFILES[name], seconds=seconds)
