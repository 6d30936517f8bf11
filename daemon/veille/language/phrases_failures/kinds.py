"""Why a kind of source is not used, in French."""

from __future__ import annotations

KINDS: tuple[tuple[str, str], ...] = (
    ("the kind {kind} ({file}) does not load: {its}", "le genre {kind} ({file}) ne se charge pas : {its}"),
    ("the kind {kind} ({file}) is no source: {its}", "le genre {kind} ({file}) n'est pas une source : {its}"),
    ("the kind {kind} is refused: {its}", "le genre {kind} est refusé : {its}"),
    (
        "the kind {kind} has an option {option}, which every source has already",
        "le genre {kind} a une option {option}, que toute source a déjà",
    ),
    ("it has no class called Source", "il n'a pas de classe Source"),
    ("its Source is not a dataclass", "sa classe Source n'est pas une dataclass"),
    (
        "its Source must be frozen: @dataclass(frozen=True)",
        "sa classe Source doit être figée : @dataclass(frozen=True)",
    ),
    (
        "its Source has no `async def poll(self, web, cursor)`",
        "sa classe Source n'a pas de `async def poll(self, web, cursor)`",
    ),
    ("its {name} is not `async def`", "sa méthode {name} n'est pas `async def`"),
    (
        "its {name} is not a class method: @classmethod stands before it",
        "sa méthode {name} n'est pas une méthode de classe : écrivez @classmethod au-dessus",
    ),
    (
        "the kind {kind} declares what it should not: {its}",
        "le genre {kind} déclare ce qu'il ne devrait pas : {its}",
    ),
    ("its {name} must be {type}, and is {other}", "son {name} doit être {type}, et est {other}"),
    ("its {name} is not a dataclass", "sa {name} n'est pas une dataclass"),
    (
        "its {name} has a field without a default, which [search] need not hold",
        "sa {name} a un champ sans valeur par défaut, que [search] peut ne pas avoir",
    ),
    (
        "the kind {kind} can't complete its options: it raised {error}, a mistake in the plugin",
        "le genre {kind} ne peut pas compléter ses options : il a levé {error}, une erreur du greffon",
    ),
    ("{file} is not a Python file", "{file} n'est pas un fichier Python"),
    ("{file} can't be examined ({its})", "{file} ne peut pas être examiné ({its})"),
    ("{file} belongs to somebody else (user {n})", "{file} appartient à quelqu'un d'autre (utilisateur {n})"),
    ("others may write to {file}: run  {command}", "d'autres peuvent écrire dans {file} : lancez  {command}"),
)
