"""Small wrong changes to a module, one at a time: where they are possible, and how to make one."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: the line it is on, what kind it is, and which node it touches, in walking order."""

    line: int
    kind: str
    place: int

    def of(self, source: str) -> ast.Module:
        """Return the module with this one change in it."""
        tree = ast.parse(source)
        node = list(ast.walk(tree))[self.place]
        _KINDS[self.kind](node)
        return ast.fix_missing_locations(tree)

    def words(self, source: str) -> str:
        """Return the changed expression before and after."""
        node = list(ast.walk(ast.parse(source)))[self.place]
        after = copy.deepcopy(node)
        _KINDS[self.kind](after)
        return f"`{_short(node)}` → `{_short(after)}`"


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split()).replace("|", "¦").replace("`", "'")
    return text if len(text) <= 90 else f"{text[:44]} … {text[-44:]}"


def mutants(source: str) -> list[Mutant]:
    """Return every change that can be made to a module, in order of its lines.

    Left alone: docstrings, annotations, imports, what only type checkers read, and
    assertions, which are there for them too.
    """
    tree = ast.parse(source)
    silent = _silent(tree)
    return sorted(
        Mutant(node.lineno, kind, place)
        for place, node in enumerate(ast.walk(tree))
        if id(node) not in silent and isinstance(node, ast.expr | ast.stmt)
        for kind in _kinds_for(node)
    )


def _silent(tree: ast.Module) -> set[int]:
    roots = [part for node in ast.walk(tree) for part in _unmeant(node)]
    return {id(inner) for root in roots for inner in ast.walk(root)}


def _unmeant(node: ast.AST) -> Iterator[ast.AST]:
    if _is_for_readers(node):
        yield node
    for name in ("annotation", "returns", "format_spec"):
        if isinstance(part := getattr(node, name, None), ast.AST):
            yield part
    if isinstance(node, ast.FunctionDef):  # of its decorators only the arguments mean something
        yield from (one for one in node.decorator_list if not isinstance(one, ast.Call))


def _is_for_readers(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _kinds_for(node: ast.AST) -> Iterator[str]:  # noqa: C901 - one line for each kind
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            yield "comparison"
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _COUNTED:
            yield "arithmetic"
        case ast.BoolOp():
            yield "and/or"
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "sign"
        case ast.Constant(value=bool() | int() | float() | str() as value):
            yield _CONSTANTS[type(value)]
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "return"
        case ast.If() | ast.IfExp() | ast.While():
            yield "condition"
        case ast.Break() | ast.Continue():
            yield "loop"


_CONSTANTS: dict[type, str] = {bool: "flag", int: "number", float: "number", str: "text"}


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _compare(node: ast.Compare) -> None:
    node.ops = [_COMPARED[type(node.ops[0])]()]


def _count(node: ast.BinOp | ast.AugAssign) -> None:
    node.op = _COUNTED[type(node.op)]()


def _and_or(node: ast.BoolOp) -> None:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _sign(node: ast.UnaryOp) -> None:
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _flag(node: ast.Constant) -> None:
    node.value = not node.value


def _number(node: ast.Constant) -> None:
    assert isinstance(node.value, int | float)
    node.value += 1


def _text(node: ast.Constant) -> None:
    assert isinstance(node.value, str)
    node.value = f"XX{node.value}XX"


def _return(node: ast.Return) -> None:
    node.value = ast.Constant(None)


def _condition(node: ast.If) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _loop(node: ast.Break | ast.Continue) -> None:
    node.__class__ = ast.Continue if isinstance(node, ast.Break) else ast.Break


_KINDS: dict[str, Callable[[Any], None]] = {
    "comparison": _compare,
    "arithmetic": _count,
    "and/or": _and_or,
    "sign": _sign,
    "flag": _flag,
    "number": _number,
    "text": _text,
    "return": _return,
    "condition": _condition,
    "loop": _loop,
}
