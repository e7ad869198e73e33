"""The profiles: how much is examined."""

from dataclasses import dataclass, replace

from ..spec.errors import FeedproofError
from ..spec.nearest import unknown


@dataclass(frozen=True, slots=True)
class Profile:
    """How many random requests for each operation, and how many random sequences of requests, are sent in one round.

    With `seconds`, rounds with new requests follow each other for that long; without, there is one round.

    The examples of the contract, the systematic cases (every boundary of every keyword) and the probes of the rules are
    complete in every profile.
    """

    fuzzing: int
    stateful: int
    seconds: int = 0


PROFILES = {
    "quick": Profile(fuzzing=10, stateful=10),
    "full": Profile(fuzzing=100, stateful=50),
    # a token lives for an hour; at the vendor's rate, the parts before and after these rounds take twice as long as the rounds
    "nightly": Profile(fuzzing=100, stateful=50, seconds=1200),
}


def profile_of(name: str, seconds: int | None = None) -> Profile:
    """Return the profile of a name; `seconds` replaces its own. Raises FeedproofError, which suggests the nearest name."""
    if name not in PROFILES:
        raise FeedproofError(unknown("profile", name, PROFILES))
    return PROFILES[name] if seconds is None else replace(PROFILES[name], seconds=seconds)
