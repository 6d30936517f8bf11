"""A TOML table → a typed object, or everything that is wrong with it, in words for a person."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from veille.errors import NO_FAILURE, Failure, Problem, as_failure, failure, text_failure
from veille.model import Secret

if TYPE_CHECKING:  # pydantic takes 100 ms to import: only commands that read options pay for it
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails, SchemaValidator

T = TypeVar("T")
Steps = tuple[str | int, ...]

# Lax mode takes "5" for 5 and true for 1; whole strict mode refuses a list in place of a tuple.
_STRICT = {"int", "float", "bool", "str"}

_PARSED = "parsed"
_REFUSED: Any = object()

GIVEN: Mapping[str, Any] = MappingProxyType({"given": True})
"""The metadata of a field that no table holds: whoever reads the table gives it, or fills it in later."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})

# The first reader of a process takes 27 ms to make, each further one 1.6 ms: they are kept.
_parts: dict[type, type[Any]] = {}
_made: dict[type, tuple[TypeAdapter[Any], SchemaValidator]] = {}

_MUST_BE = {
    "string_type": failure("text, in quotes"),
    "int_type": failure("a whole number"),
    "int_from_float": failure("a whole number"),
    "float_type": failure("a number"),
    "finite_number": failure("a finite number"),
    "bool_type": failure("true or false"),
    "list_type": failure("a list, in [ ]"),
    "tuple_type": failure("a list, in [ ]"),
    "set_type": failure("a list, in [ ]"),
    "frozen_set_type": failure("a list, in [ ]"),
    "dict_type": failure("a table, in { }"),
    "mapping_type": failure("a table, in { }"),
    "dataclass_type": failure("a table, in { }"),
    "is_instance_of": failure('a secret, written { secret = "NAME" }'),
    "path_type": failure("a path, in quotes"),
    "date_type": failure("a date such as 2026-11-23"),
    "date_from_datetime_parsing": failure("a date such as 2026-11-23"),
    "datetime_type": failure("a date and time such as 2026-11-23T07:30:00"),
    "time_type": failure("a time such as 07:30:00"),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """In Annotated[T, Parsed(parse)]: an option that is written as text, and what parse makes of it.

    `parse` raises ValueError with the end of a sentence, to be read after the key: "'every' must be …". That
    sentence, a failure or a text, is shown as it is: it must not hold what was written where that may be a secret.
    """

    parse: Callable[[str], Any]
    empty: Any = _REFUSED
    """What an empty text stands for, where parse need not be called."""

    def __get_pydantic_core_schema__(self, _type: Any, _handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def parse(text: str) -> Any:
            if not text and self.empty is not _REFUSED:
                return self.empty
            try:
                return self.parse(text)
            except ValueError as error:
                why = as_failure(error)
                raise PydanticCustomError(_PARSED, "{sentence}", {"sentence": str(why), "why": why}) from None

        return core_schema.no_info_after_validator_function(parse, core_schema.str_schema())


def read(
    cls: type[T],
    table: Mapping[str, Any],
    *,
    where: tuple[str, str],
    also: Iterable[str] = (),
    given: Mapping[str, Any] = _NOTHING,
    private: bool = True,
) -> T | list[Problem]:
    """Return the table as a cls (a dataclass), or every problem in it.

    `where` is the file and the table's name; `also` are keys that are read elsewhere, for "did you mean"; `given`
    are the fields of cls that no table holds. A field `and_` is written `and` in the table; a field's metadata
    "example" goes into the sentence when its type is wrong. Secrets stand in the table as Secret. Of a `private`
    table, no sentence holds what was written, but for keys. Raises TypeError, with a sentence, if cls itself can't
    be read.
    """
    from pydantic_core import ValidationError

    kind: type[Any] = cls
    try:
        return _whole(cls, _validated(kind, table), given)
    except ValidationError as error:
        details = error.errors(include_url=False)
    if not private:
        for detail in details:
            detail["input"] = None  # which _hidden would look for
    file, name = where
    option_names = [*keys(cls), *also]
    return [Problem(file, name, why) for why in _whys(details, table, option_names, _written_part(kind))]


def salvage(cls: type[T], table: Mapping[str, Any], given: Mapping[str, Any] = _NOTHING) -> T | None:
    """Return the cls that the right keys of a wrong table make, or None where a required one is wrong.

    So that the rest can be judged too, and every problem is reported at once.
    """
    from pydantic_core import ValidationError

    kind: type[Any] = cls
    try:
        return _whole(cls, _validated(kind, table), given)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
    try:
        right = {key: value for key, value in table.items() if key not in wrong}
        return _whole(cls, _validated(kind, right), given)
    except ValidationError:
        return None


def _validated(kind: type[Any], table: Mapping[str, Any]) -> Any:
    _adapter, validator = _readers(_written_part(kind))
    return validator.validate_python(dict(table))


def _whole(cls: type[T], part: Any, given: Mapping[str, Any]) -> T:
    """Return the cls of which part holds what is written, and `given` the rest."""
    if isinstance(part, cls):
        return part
    written = {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    return cls(**written, **given)


def _written_part(cls: type[Any]) -> type[Any]:
    """Return a dataclass of those fields of cls that a table holds: cls itself where it holds all."""
    if cls not in _parts:
        _parts[cls] = _make_part(cls)
    return _parts[cls]


def _make_part(cls: type[Any]) -> type[Any]:
    fields = [field for field in dataclasses.fields(cls) if not field.metadata.get("given")]
    if len(fields) == len(dataclasses.fields(cls)):
        return cls
    hints = typing.get_type_hints(cls, include_extras=True)
    return dataclasses.make_dataclass(
        cls.__name__, [(field.name, hints[field.name], _copy(field)) for field in fields], frozen=True
    )


def _copy(field: dataclasses.Field[Any]) -> Any:
    return dataclasses.field(
        default=field.default, default_factory=field.default_factory, metadata=field.metadata
    )


def schema(cls: type[Any]) -> dict[str, Any]:
    """Return the JSON schema of a dataclass's tables. Raises TypeError if cls can't be read."""
    from pydantic.json_schema import GenerateJsonSchema

    class WithSecrets(GenerateJsonSchema):
        def is_instance_schema(self, schema: Any) -> dict[str, Any]:
            if schema["cls"] is not Secret:
                return super().is_instance_schema(schema)
            return {
                "type": "object",
                "properties": {"secret": {"type": "string"}},
                "required": ["secret"],
                "additionalProperties": False,
            }

    part = _written_part(cls)
    adapter, _validator = _readers(part)
    json_schema = adapter.json_schema(schema_generator=WithSecrets)
    hints = typing.get_type_hints(part, include_extras=True)
    for field in dataclasses.fields(part):
        property_schema = json_schema.get("properties", {}).get(_written(field.name), {})
        parsed = next(
            (
                annotation
                for annotation in typing.get_args(hints[field.name])
                if isinstance(annotation, Parsed)
            ),
            None,
        )
        if parsed is not None and property_schema.pop("default", None) is not None:
            property_schema.update(_written_default(field, parsed))
    return json_schema


def _written_default(field: dataclasses.Field[Any], parsed: Parsed) -> dict[str, str]:
    """Return {"default": …} as it would be written: nothing, or the field's example, where that becomes it."""
    if parsed.empty is not _REFUSED and parsed.empty == field.default:
        return {"default": ""}
    try:
        example = str(tomllib.loads(f"it = {field.metadata.get('example', '')}")["it"])
        return {"default": example} if parsed.parse(example) == field.default else {}
    except ValueError:  # TOMLDecodeError, where there is no example, is one
        return {}


def keys(cls: type) -> tuple[str, ...]:
    """Return the keys of a dataclass's table, as they are written there."""
    fields = dataclasses.fields(_written_part(cls))
    return tuple(_written(field.name) for field in fields if field.init)


def paths(cls: type) -> dict[str, str | None]:
    """Return the keys of a dataclass's table that hold a path, with their default as it would be written."""
    hints = typing.get_type_hints(cls)
    return {
        _written(field.name): str(field.default) if isinstance(field.default, Path) else None
        for field in dataclasses.fields(cls)
        if field.init and Path in (hints[field.name], *typing.get_args(hints[field.name]))
    }


def did_you_mean(word: str, candidates: Iterable[str]) -> Failure:
    """Return "; did you mean 'url'?" for the nearest candidate, else nothing, to stand at the end of a sentence."""
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return meant(by_fold[near[0]]) if near else NO_FAILURE


def meant(word: str) -> Failure:
    """Return "; did you mean 'url'?" """
    return failure("; did you mean '{word}'?", word=word)


def prepare(cls: type[Any]) -> None:
    """Make the reader of cls, which is kept. Raises TypeError, with a sentence, if it can't be read."""
    _readers(_written_part(cls))


def _written(name: str) -> str:
    """Return a field's key: `and_` stands for `and`, which Python keeps for itself (PEP 8)."""
    return name.removesuffix("_")


def _readers(cls: type[Any]) -> tuple[TypeAdapter[Any], SchemaValidator]:
    if cls not in _made:
        _made[cls] = _make(cls)
    return _made[cls]


def _make(cls: type[Any]) -> tuple[TypeAdapter[Any], SchemaValidator]:
    from pydantic import ConfigDict, TypeAdapter
    from pydantic_core import SchemaValidator

    closed = ConfigDict(extra="forbid", arbitrary_types_allowed=True, alias_generator=_written)
    try:
        # TypeAdapter(cls) alone ignores unknown keys; TypeAdapter(cls, config=…) is refused for dataclasses.
        for nested in _nested(cls, set()):
            if "__pydantic_config__" not in nested.__dict__:
                nested.__pydantic_config__ = closed
        adapter: TypeAdapter[Any] = TypeAdapter(cls)
        core: Any = adapter.core_schema
        return adapter, SchemaValidator(_strict(core))
    except Exception as error:  # pydantic and the evaluation of annotations raise of every kind
        first = str(error).strip().splitlines()[:1]
        raise TypeError(
            f"the options of {cls.__qualname__} can't be read: {''.join(first) or type(error).__name__}"
        ) from error


def _nested(kind: Any, seen: set[Any]) -> set[Any]:
    """Add every dataclass that stands in a type to `seen`, and return it."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for hint in typing.get_type_hints(kind, include_extras=True).values():
            _nested(hint, seen)
    for argument in typing.get_args(kind):
        _nested(argument, seen)
    return seen


def _strict(schema: Any) -> Any:
    """Return a core schema in which text, numbers and booleans are taken for nothing else."""
    if isinstance(schema, dict):
        copy = {key: _strict(value) for key, value in schema.items()}
        if copy.get("type") in _STRICT:
            copy["strict"] = True
        return copy
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    return schema


def _whys(
    errors: Sequence[ErrorDetails], table: Mapping[str, Any], option_names: Sequence[str], cls: type
) -> list[Failure]:
    """Return one sentence for each place in the table where something is wrong."""
    places: dict[Steps, list[ErrorDetails]] = {}
    for detail in errors:
        places.setdefault(_steps(detail, table), []).append(detail)
    # A union reports what each of its sides misses: where one side was entered, it is the intended one.
    entered = {steps[:length] for steps in places for length in range(len(steps))}
    examples = {_written(f.name): f.metadata.get("example", "") for f in dataclasses.fields(cls)}
    whys: list[Failure] = []
    for steps, details in places.items():
        if steps and steps in entered and all(detail["type"] in _MUST_BE for detail in details):
            continue
        example = examples.get(str(steps[0]), "") if len(steps) == 1 else ""
        whys.append(_why(steps, details, option_names, cls, example))
    return whys


def _steps(detail: ErrorDetails, table: Mapping[str, Any]) -> Steps:
    """Return where in the table an error is: pydantic's place without the names of a union's sides."""
    steps: list[str | int] = []
    here: Any = table
    for number, step in enumerate(detail["loc"], 1):
        inside = isinstance(here, Mapping) and step in here
        inside = inside or (isinstance(here, list) and isinstance(step, int) and step < len(here))
        if inside:
            steps.append(step)
            here = here[step]
        elif number == len(detail["loc"]) and detail["type"] == "missing":
            steps.append(step)
    return tuple(steps)


def _why(
    steps: Steps, details: Sequence[ErrorDetails], option_names: Sequence[str], cls: type, example: str
) -> Failure:
    detail = details[0]
    if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        key = str(steps[-1])
        if len(steps) == 1:
            return failure("unknown option '{key}'{near}", key=key, near=did_you_mean(key, option_names))
        inside = {key for nested in _nested(cls, set()) - {cls} for key in keys(nested)}
        near = did_you_mean(key, inside)
        return failure(
            "unknown option '{key}' in {place}{near}", key=key, place=_place(steps[:-1]), near=near
        )
    why = _end_of_sentence(details, example)
    return failure("{place} {why}", place=_place(steps), why=why) if steps else why


def _end_of_sentence(details: Sequence[ErrorDetails], example: str) -> Failure:
    """Return what is wrong, to be read after the place."""
    detail = details[0]
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return failure("is missing")
    if kind == _PARSED:
        return as_failure(context["why"])
    if kind in ("value_error", "assertion_error"):
        return as_failure(context["error"]).mapped(partial(_hidden, written=detail["input"]))
    alternatives = list(dict.fromkeys(map(_expected, details)))
    expectation = reduce(
        lambda first, other: failure("{one}, or {other}", one=first, other=other), alternatives
    )
    if isinstance(detail["input"], Secret):
        return failure("must be {wanted}; a secret can't stand here", wanted=expectation)
    if example:
        return failure("must be {wanted}, such as {example}", wanted=expectation, example=example)
    return failure("must be {wanted}", wanted=expectation)


_BOUNDS: Mapping[str, Callable[[object], Failure]] = {
    "ge": lambda bound: failure("at least {bound}", bound=bound),
    "gt": lambda bound: failure("more than {bound}", bound=bound),
    "le": lambda bound: failure("at most {bound}", bound=bound),
    "lt": lambda bound: failure("less than {bound}", bound=bound),
}


def _expected(detail: ErrorDetails) -> Failure:
    """Return what should stand there, to be read after "must be"."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _MUST_BE:
        return _MUST_BE[kind]
    if "expected" in context:
        return choices(str(context["expected"]))
    for bound, expectation in _BOUNDS.items():
        if bound in context:
            return expectation(context[bound])
    if "min_length" in context:
        least = context["min_length"]
        return failure("{n} long or more", n=least) if least > 1 else failure("given, not empty")
    if "max_length" in context:
        return failure("{n} long at most", n=context["max_length"])
    if kind == "string_pattern_mismatch":
        return failure("of the form {pattern}", pattern=context["pattern"])
    sentence = detail["msg"].removeprefix("Input should be ").removeprefix("Value should be ")
    return text_failure(_hidden(sentence, detail["input"]))


def choices(said: str) -> Failure:
    """Return "'a', 'b' or 'c'", as pydantic says it, with an "or" that other languages can say."""
    several, _, last = said.rpartition(" or ")
    return (
        failure("{several} or {last}", several=several, last=last)
        if several
        else failure("{choice}", choice=last)
    )


def _place(steps: Steps) -> Failure:
    """Return 'login.password', or 'parts' number 2, as a person would point to it."""
    words: list[str | int] = []
    for step in steps:
        before = words[-1] if words else 0
        if isinstance(step, str) and isinstance(before, str):
            words[-1] = f"{before}.{step}"
        else:
            words.append(step)
    each = [
        failure("'{key}'", key=word) if isinstance(word, str) else failure("number {n}", n=word + 1)
        for word in words
    ]
    return reduce(lambda place, part: failure("{place} {part}", place=place, part=part), each)


def _hidden(sentence: str, written: Any) -> str:
    """Take out of a plugin author's sentence what a person wrote: it may be a password in the wrong place."""
    if isinstance(written, Mapping):
        written = list(written.values())
    if isinstance(written, list | tuple):
        for part in written:
            sentence = _hidden(sentence, part)
    elif isinstance(written, str) and len(written) > 3:
        sentence = sentence.replace(written, "…")
    return sentence
