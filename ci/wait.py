"""How long somebody may say that is waited; apart from the other options, as `check` has none and loads what it needs only."""

from typing import Any

import click

from ..contract_tests.server.terms import LONGEST, may_wait


class _Wait(click.FloatRange):
    """Seconds to wait at most: some, and not for ever."""

    def __init__(self) -> None:
        super().__init__(min=0, max=LONGEST, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not may_wait(number):  # nan is neither below nor above anything
            self.fail(f"{value} is not a number of seconds", param, ctx)
        return number


WAIT = _Wait()
