"""A page as a tree of elements: just enough of one to ask what it holds, in what order and in which language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_NOT_READ = frozenset({"script", "style", "template"})


@dataclass
class Element:
    """One element. `element["id"]` is an attribute, empty where it is absent; `.text` is all text in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = field(default=None, repr=False)
    children: list["Element | str"] = field(default_factory=list, repr=False)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def all(self) -> Iterator["Element"]:
        """Every element in this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.all()

    @property
    def text(self) -> str:
        """The text in it as it is read."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return "" if self.tag in _NOT_READ else "".join(parts)

    @property
    def language(self) -> str:
        """The language its text is marked as."""
        marked = next((one["lang"] for one in self.around() if "lang" in one.attributes), "")
        return marked.partition("-")[0]

    def around(self) -> Iterator["Element"]:
        """This element and those it stands in, from the inside out."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent

    def runs(self) -> Iterator[tuple["Element", str]]:
        """Each piece of text with the element that holds it."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag not in _NOT_READ:
                    yield from child.runs()
            elif child.strip():
                yield self, " ".join(child.split())

    @property
    def selector(self) -> str:
        """Where it stands, short: its id, or its tag and classes in those around it."""
        parts = []
        for one in self.around():
            if one["id"]:
                parts.append(f"#{one['id']}")
                break
            if one.tag in ("body", "html", ""):
                break
            parts.append(".".join([one.tag, *one["class"].split()[:2]]))
            if len(parts) == 4:
                break
        return " > ".join(reversed(parts))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.here = self.root = Element("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in _VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self.here.parent is not None:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parsed(html: str) -> Element:
    """The page as a tree; nesting is sound, which tests/visit.py asserts of every page."""
    parser = _Parser()
    parser.feed(html)
    return parser.root
