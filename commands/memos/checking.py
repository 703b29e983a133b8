"""Checking a template before anything runs: only what is on the list is let through, each problem told with its line.

Jinja's own sandbox lets a template multiply texts and call what it is given, so the rule here is the other way round:
output, conditions, one loop over a known list, a few filters; no calls, no sums, nothing that is loaded or defined.
"""

from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from commands.memos.environment import make_environment
from commands.memos.vocabulary import LISTS, PARTS, list_names, list_words
from storage.errors import BadInput
from storage.suggestions import ask_whether_meant

EXAMPLE = "{{ memo.change }}"
FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
TESTS = ("defined", "none")
LOOP_PARTS = ("first", "index", "last", "length")
PROBLEMS_SHOWN = 3
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_NAMED = {
    "Call": "calling something", "Add": "a sum", "Sub": "a sum", "Mul": "a sum", "Div": "a sum", "FloorDiv": "a sum",
    "Mod": "a sum", "Pow": "a sum", "Neg": "a sum", "Pos": "a sum", "Concat": "joining with ~",
    "List": "a list of your own", "Tuple": "a list of your own", "Dict": "a list of your own",
}  # fmt: skip
"""What people would call these; anything else by the name it has in Jinja."""


def check_template(source: str, kind: str) -> None:
    """Raise BadInput, with the line of each problem and the names there are, unless the template may be rendered."""
    try:
        tree = make_environment().parse(source)
    except TemplateSyntaxError as error:
        raise BadInput("Template", f"line {error.lineno}: {error.message}", EXAMPLE) from None
    except RecursionError:
        raise BadInput("Template", "line 1: it is nested too deeply", EXAMPLE) from None
    problems = list(_Check(kind).visit(tree, frozenset()))
    if problems:
        more = f" {len(problems) - PROBLEMS_SHOWN} more." if len(problems) > PROBLEMS_SHOWN else ""
        raise BadInput("Template", " ".join(problems[:PROBLEMS_SHOWN]) + more, EXAMPLE)


def is_personal(source: str) -> bool:
    """Whether a template that passed the check speaks of its reader, so that each gets another text."""
    return "reader" in find_undeclared_variables(make_environment().parse(source))


class _Check:
    """One walk through a template for a kind of audience."""

    def __init__(self, kind: str) -> None:
        self._words = list_words(kind)
        self._names = list_names(kind)

    def visit(self, node: nodes.Node, items: frozenset[str]) -> Iterator[str]:
        """The problems in a node; `items` are the names that the loops around it have made."""
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            yield from self._visit_part(node, items)
        elif isinstance(node, nodes.Name):
            yield from self._visit_name(node, items)
        elif isinstance(node, nodes.For):
            yield from self._visit_loop(node, items)
        elif isinstance(node, nodes.Filter | nodes.Test):
            yield from self._visit_filter(node, items)
        elif isinstance(node, _PLAIN):
            yield from self._visit_all(node, items)
        else:
            name = type(node).__name__
            yield f"line {node.lineno}: {_NAMED.get(name, f'“{name.lower()}”')} is not allowed in a template."

    def _visit_all(self, node: nodes.Node, items: frozenset[str]) -> Iterator[str]:
        for child in node.iter_child_nodes():
            yield from self.visit(child, items)

    def _visit_name(self, node: nodes.Name, items: frozenset[str]) -> Iterator[str]:
        if node.name in PARTS:
            parts = ", ".join(f"{node.name}.{part}" for part in PARTS[node.name])
            yield f"line {node.lineno}: “{node.name}” has parts; write one of {parts}."
        elif node.name not in items and node.name not in (*LISTS, *self._words):
            yield self._tell_unknown(node.lineno, node.name)

    def _visit_part(self, node: nodes.Getattr | nodes.Getitem, items: frozenset[str]) -> Iterator[str]:
        owner, part = node.node, node.attr if isinstance(node, nodes.Getattr) else _read_constant(node.arg)
        if not isinstance(owner, nodes.Name):
            yield f"line {node.lineno}: only names have parts, and those have none; “{part}” is not allowed here."
        elif owner.name == "loop" and items:
            if part not in LOOP_PARTS:
                yield f"line {node.lineno}: unknown name “loop.{part}”. Known: loop.{', loop.'.join(LOOP_PARTS)}."
        elif owner.name in LISTS and isinstance(part, int):
            return
        elif part not in PARTS.get(owner.name, ()):
            yield self._tell_unknown(node.lineno, f"{owner.name}.{part}")

    def _visit_loop(self, node: nodes.For, items: frozenset[str]) -> Iterator[str]:
        if items:
            yield f"line {node.lineno}: a loop inside a loop is not allowed in a template."
        if not isinstance(node.iter, nodes.Name) or node.iter.name not in LISTS:
            yield f"line {node.lineno}: a loop goes over one of {', '.join(LISTS)}."
        if node.recursive or not isinstance(node.target, nodes.Name):
            yield f"line {node.lineno}: a loop is written “for item in {LISTS[0]}”."
            return
        inner = items | {node.target.name}
        for child in [*node.body, *([node.test] if node.test else [])]:
            yield from self.visit(child, inner)
        for child in node.else_:
            yield from self.visit(child, items)

    def _visit_filter(self, node: nodes.Filter | nodes.Test, items: frozenset[str]) -> Iterator[str]:
        known = FILTERS if isinstance(node, nodes.Filter) else TESTS
        if node.name not in known:
            yield f"line {node.lineno}: “{node.name}” is unknown here. Known: {', '.join(known)}."
        yield from self._visit_all(node, items)

    def _tell_unknown(self, line: int, name: str) -> str:
        leaf = name.rpartition(".")[2]
        meant = [known for known in self._names if known.rpartition(".")[2] == leaf]
        guess = ask_whether_meant(name, self._names) or _ask(meant) or self._guess_by_leaf(leaf)
        return f"line {line}: unknown name “{name}”. {guess + ' ' if guess else ''}Known: {', '.join(self._names)}."

    def _guess_by_leaf(self, leaf: str) -> str:
        question = ask_whether_meant(leaf, [known.rpartition(".")[2] for known in self._names])
        word = question.removeprefix("Did you mean ").rstrip("?").split(",")[0].split(" or ")[0]
        return _ask([known for known in self._names if known.rpartition(".")[2] == word])


def _ask(names: list[str]) -> str:
    return f"Did you mean {' or '.join(names)}?" if names else ""


def _read_constant(node: nodes.Node) -> str | int:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str | int) else "…"
