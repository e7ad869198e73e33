"""The type of --timeout. It is not among the shared options, because `check` has no timeout and need not load this."""

from typing import Any

import click

from ..contract_tests.server.terms import LONGEST, may_wait


class _Seconds(click.FloatRange):
    """A time to wait, in seconds: more than none, and not for ever."""

    def __init__(self) -> None:
        super().__init__(min=0, max=LONGEST, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not may_wait(number):  # nan is neither below nor above anything
            self.fail(f"{value} is not a number of seconds", param, ctx)
        return number


SECONDS = _Seconds()
