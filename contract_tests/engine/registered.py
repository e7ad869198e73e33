"""Register, for one run only, what schemathesis keeps for the whole process."""

import gzip
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import schemathesis
from hypothesis import configuration
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.specs.openapi.formats import STRING_FORMATS, unregister_string_format

from ..checks import Check

_UTF_8 = [[[0, 0xD7FF], [0xE000, 0x10FFFF]], []]
"""All characters but the surrogates, and the list of those that decode to a different one, which is empty."""


@contextmanager
def registered(hooks: Mapping[str, Any], check: Check, formats: Mapping[str, SearchStrategy[str]]) -> Iterator[None]:
    """Register hooks by their names, a check, and strategies for formats, for as long as the block runs."""
    load_all_checks()
    with ExitStack() as undo:
        for name, hook in hooks.items():
            GLOBAL_HOOK_DISPATCHER.register_hook_with_name(hook, name)
            undo.callback(GLOBAL_HOOK_DISPATCHER.unregister, hook)
        schemathesis.check(check)
        undo.callback(CHECKS.unregister, check.__name__)
        for name, strategy in formats.items():
            undo.callback(_restore, name, STRING_FORMATS.get(name))
            schemathesis.openapi.format(name, strategy)
        yield


def _restore(name: str, former: SearchStrategy[Any] | None) -> None:
    if former is None:
        unregister_string_format(name)
    else:
        schemathesis.openapi.format(name, former)


@contextmanager
def isolated(*, direct: bool) -> Iterator[Path]:
    """Yield a folder for files of the run. Warnings of libraries are kept off the terminal.

    Requests have to depend on the seed and the contract alone. Without this, hypothesis would also take constants from any
    loaded code that is not an installed package, and a .netrc file would replace our token. `direct`: the server runs on
    this machine, and no proxy can reach it.
    """
    with TemporaryDirectory(prefix="feedproof-") as home, warnings.catch_warnings(), ExitStack() as undo:
        warnings.simplefilter("ignore")
        undo.callback(configuration.set_hypothesis_home_dir, vars(configuration)["__hypothesis_home_directory"])
        configuration.set_hypothesis_home_dir(home)
        _put_characters()
        undo.enter_context(_no_constants())
        undo.enter_context(patch.dict(os.environ, {"NETRC": os.devnull} | ({"no_proxy": "*"} if direct else {})))
        yield Path(home)


def _put_characters() -> None:
    """Write the characters of UTF-8 into hypothesis' cache: in a new home, it would spend seconds on trying a million of them."""
    file = charmap.charmap_file("codec-v2-utf-8")
    file.parent.mkdir(parents=True)
    with gzip.open(file, "wt", encoding="ascii") as table:
        json.dump(_UTF_8, table)


@contextmanager
def _no_constants() -> Iterator[None]:
    none = Constants()
    with ExitStack() as undo:
        undo.callback(providers.CONSTANTS_CACHE.cache.clear)
        undo.enter_context(patch.object(providers, "_get_local_constants", lambda: none))  # there is no setting for it
        providers.CONSTANTS_CACHE.cache.clear()
        yield
