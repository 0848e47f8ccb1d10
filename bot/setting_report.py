"""What operators are told about settings: the table of all of them, and one sentence for each fault."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.setting_files import Sources
from bot.settings import About

# difflib's ratio, 0 to 1: one or two letters of a name. What is further off may be somebody else's.
_SLIP = 0.9


@dataclass(frozen=True, slots=True)
class Described:
    """One line of the operators' table."""

    env: str
    default: str
    unit: str
    meaning: str


def described(model: type[BaseModel], prefix: str) -> list[Described]:
    """The table of a model's settings, in their order."""
    return [
        Described(_env(prefix, name), _shown(field.default), about.unit, about.meaning)
        for name, field in model.model_fields.items()
        for about in field.metadata
        if isinstance(about, About)
    ]


def sentence(model: type[BaseModel], prefix: str, error: ErrorDetails) -> str:
    """One fault: the variable, what is wrong with it, and an example. Never the value: it may be a secret."""
    name = str(error["loc"][0])
    about = next(one for one in model.model_fields[name].metadata if isinstance(one, About))
    env = _env(prefix, name)
    return f"{env} {_wrong(error)}; for example: {env}={about.example}"


def slips(model: type[BaseModel], prefix: str, environ: Mapping[str, str], sources: Sources) -> Iterator[str]:
    """Slips of the finger: unknown keys of the file, and variables almost called like a setting."""
    for key in sources.values:
        if key not in model.model_fields:
            yield f"{key} in {sources.config} is no setting{_meant(key, model.model_fields) or '.'}"
    known = [_env(prefix, name) for name in model.model_fields]
    for name in environ:
        if not name.startswith(prefix) or name in known or name.removesuffix("_FILE") in known:
            continue
        if meant := _meant(name, known):
            yield f"{name} is no setting{meant}"


def _wrong(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"])
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
        case "int_parsing" | "int_type" | "int_from_float":
            return "must be a whole number"
        case "bool_parsing" | "bool_type":
            return "must be true or false"
        case "literal_error":
            return f"must be {context['expected']}"
    return f"is not right: {error['msg'][0].lower()}{error['msg'][1:]}"


def _meant(name: str, known: Iterable[str]) -> str:
    import difflib  # nobody's finger slips at most starts

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=_SLIP)
    return f"; did you mean {near[0]}?" if near else ""


def _env(prefix: str, name: str) -> str:
    return f"{prefix}{name.upper()}"


def _shown(default: Any) -> str:
    match default:
        case None | () | "":
            return ""
        case bool():
            return str(default).lower()
        case tuple():
            return ", ".join(map(str, default))
    return str(default)
