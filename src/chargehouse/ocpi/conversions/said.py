"""What a conversion gives, and what it notes on its way."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, get_args

from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters

T = TypeVar("T")


class Said(NamedTuple, Generic[T]):
    """An object in another version; `lost` are the paths of what that has no word for."""

    value: T
    lost: tuple[str, ...] = ()


class NotSayable(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """The other version cannot say it, and leaving it out would say something else."""

    code: ClassVar[str] = "ocpi.not_sayable"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", {"field": field})
        self.field = field


class Draft:
    """An object on its way into another version: plain data, and what was lost so far."""

    def __init__(self, source: object, path: str = "", lost: list[str] | None = None) -> None:
        self.data: JsonObject = codec.to_plain(source)
        self.path = path
        self.lost: list[str] = [] if lost is None else lost

    def lose(self, *names: str) -> None:
        """Leave fields out, noting the ones that said something."""
        for name in names:
            if self.data.pop(name, None) not in (None, [], ()):
                self.note(name)

    def leave(self, *names: str) -> None:
        """Leave fields out that the other version says elsewhere."""
        for name in names:
            self.data.pop(name, None)

    def rename(self, old: str, new: str) -> None:
        """Call a field by its name in the other version."""
        if old in self.data:
            self.data[new] = self.data.pop(old)

    def note(self, name: str) -> None:
        """Note that something was lost."""
        self.lost.append(f"{self.path}{name}")

    def cut(self, name: str, longest: int) -> None:
        """Cut a text that is too long for the other version."""
        text = self.data.get(name)
        if isinstance(text, str) and len(text) > longest:
            self.data[name] = text[:longest]
            self.note(name)

    def keep_words(self, name: str, words: object) -> None:
        """Keep the words of a list that the other version knows: those of a `Literal`."""
        known = get_args(words)
        said = self.data.get(name)
        if said:
            self.data[name] = [word for word in said if word in known]
            if len(self.data[name]) < len(said):
                self.note(name)
            if not self.data[name]:
                del self.data[name]

    def inside(self, name: str, change: Callable[["Draft"], None]) -> None:
        """Change the object in a field, where there is one."""
        if self.data.get(name) is not None:
            part = Draft(self.data[name], f"{self.path}{name}.", self.lost)
            change(part)
            self.data[name] = part.data

    def each(self, name: str, change: Callable[["Draft"], bool | None]) -> None:
        """Change each object of a list; one for which `False` comes back is lost."""
        said: list[Any] | None = self.data.get(name)
        if said is None:
            return
        kept = []
        for index, item in enumerate(said):
            part = Draft(item, f"{self.path}{name}[{index}].", self.lost)
            if change(part) is False:
                self.note(f"{name}[{index}]")
            else:
                kept.append(part.data)
        self.data[name] = kept

    def said(self, made: type[T]) -> Said[T]:
        """Return the object, checked by the other version's types; raises `NotSayable`."""
        try:
            return Said(codec.check(made, self.data), tuple(self.lost))
        except InvalidParameters as error:
            raise NotSayable(error.field, "The other version does not allow it") from None
