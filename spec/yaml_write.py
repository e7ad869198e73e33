"""Write YAML that this project, and every other reader, reads as what it was."""

from typing import Any

import yaml

from .yaml_document import read


class _Dumper(yaml.SafeDumper):
    """Quotes each text that some reader would take for something else, and writes no aliases: repeated values are written out."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if _is_plain(text) else '"')


def _is_plain(text: str) -> bool:
    """Return whether we read an unquoted text back as this text: not so for 1e3, or with an unusual line end."""
    return text.isprintable() and not text[:1].isdigit() and text[:1] not in {"-", ""}


_Dumper.add_representer(str, _text)


def to_yaml(document: Any) -> str:
    """Return a document as YAML, the members of objects in their order."""
    text = str(yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
    if read(text, "").data != document:
        raise ValueError("what is written would be read as something else")
    return text
