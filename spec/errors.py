"""The one exception that ends a command with exit code 2."""


class FeedproofError(Exception):
    """feedproof could not do its job. The text is one line: what, where, and what to do about it."""
