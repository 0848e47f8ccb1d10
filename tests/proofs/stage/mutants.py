"""Small faults in Python: a comparison turned, an "and" for an "or", a condition that always holds, a line left out.

mutmut leaves tables at module level alone, and cosmic-ray changes the files; here a fault is made in a tree, which
`examination` puts into a fork. What a class body says besides its methods (columns, defaults) is not touched, nor are
annotations, docstrings, and strings put together, which are keys and names: any would do as well.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Sub: ast.BitOr, ast.Add: ast.Sub,
}  # fmt: skip
SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, kw_only=True)
class Site:
    """One fault that can be made in a tree, by `put`; `where` is the function or the name at module level."""

    where: str
    line: int
    what: str
    put: Callable[[], Any]

    def __str__(self) -> str:
        return f"{self.where}:{self.line} {self.what}"


def sites(module: ast.Module) -> Iterator[Site]:
    """All faults of a module, in an order that depends on its text alone."""
    for top in module.body:
        match top:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _in(top.name, top)
            case ast.ClassDef():
                for one in top.body:
                    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield from _in(f"{top.name}.{one.name}", one)
            case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name), value=ast.expr()):
                yield from _below(name, top, "value", top.value)
            case ast.Assign(targets=[ast.Tuple(), *_]):
                raise ValueError(f"line {top.lineno}: only what has a name of its own is made anew with a fault")


def _in(where: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Site]:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    first = len(function.body) - len(body)
    for number, line in enumerate(body, first):
        yield from _below(where, function.body, number, line)


def _below(where: str, parent: Any, key: Any, node: Any, line: int = 0) -> Iterator[Site]:
    """Of a node that hangs on its parent by this name or number, and of all below it."""
    line = getattr(node, "lineno", line)
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from _below(where, node, number, one, line)
    if not isinstance(node, ast.AST) or isinstance(node, ast.JoinedStr):
        return
    for what, new in _instead(node):
        yield Site(where=where, line=line, what=what, put=partial(_hang, parent, key, new))
    for what, put in _within(node):
        yield Site(where=where, line=line, what=what, put=put)
    for name, child in ast.iter_fields(node):
        if name not in {"annotation", "ctx", "op", "ops"}:
            yield from _below(where, node, name, child, line)


def _instead(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in a node's place."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", node.operand
        case ast.Constant(value=bool(value)):
            yield f"{not value}", ast.Constant(not value)
        case ast.Constant(value=str(value)) if value:
            yield "another word", ast.Constant(f"{value}!")
        case ast.Constant(value=int(value)):
            yield f"{value + 1}", ast.Constant(value + 1)
        case ast.Return(value=ast.expr()) if not _is_none(node.value):
            yield "None returned", ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr(value=ast.Call() | ast.Await()):
            yield "left out", ast.Pass()
        case ast.Assign(targets=[*targets]) if all(isinstance(one, ast.Attribute) for one in targets):
            yield "left out", ast.Pass()


def _within(node: ast.AST) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What may be changed in a node."""
    match node:
        case ast.Compare(ops=ops):
            for number, op in enumerate(ops):
                yield _turning(op), partial(ops.__setitem__, number, _turned(op))
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in TURNED:
            yield _turning(op), partial(setattr, node, "op", _turned(op))
        case ast.If() | ast.IfExp():
            for value in (True, False):
                yield f"as if {value}", partial(setattr, node, "test", ast.Constant(value))
        case ast.comprehension(ifs=[_, *_] as ifs):
            for number in range(len(ifs)):
                yield "whatever it is", partial(ifs.__setitem__, number, ast.Constant(True))
        case ast.Call(func=ast.Name(name) as called) if name in SWAPPED:
            yield f"{SWAPPED[name]} for {name}", partial(setattr, called, "id", SWAPPED[name])
        case ast.Call(func=ast.Attribute(attr="where"), args=args):
            for number in range(len(args)):
                yield "a condition left out", partial(args.pop, number)


def _hang(parent: Any, key: Any, new: ast.AST) -> None:
    if isinstance(parent, list):
        parent[key] = new
    else:
        setattr(parent, key, new)


def _turned(op: ast.AST) -> Any:
    return TURNED[type(op)]()


def _turning(op: ast.AST) -> str:
    return f"{TURNED[type(op)].__name__} for {type(op).__name__}"


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
