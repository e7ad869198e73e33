"""Contract tests, validation and fixture data for integrations with the accessplanit Course API Feeds."""

# Empty, but needed: where a distribution with plugins has no package at its top, pytest drops the first folder of its
# files, takes our __main__.py for the running program, and warns in every project that has feedproof installed.
