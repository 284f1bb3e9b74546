"""The part of GitHub's expressions that the action and the workflows use; anything else is an error."""

import re

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<op>==|!=|&&|\|\||!|\(|\))"
                    r"|(?P<name>[A-Za-z_][A-Za-z0-9_.-]*))")


def expand(text, contexts: dict, status: str) -> str:
    """A value with its `${{ }}` replaced."""
    if isinstance(text, bool):
        return "true" if text else "false"
    return re.sub(r"\$\{\{(.*?)\}\}", lambda m: _text(evaluate(m[1], contexts, status)), str(text))


def condition(text: str, contexts: dict, status: str) -> bool:
    """Whether a step runs: as GitHub says, only after success unless it asks for the status itself."""
    text = text.strip()
    if text.startswith("${{"):
        text = text[3:].removesuffix("}}")
    asks = re.search(r"\b(always|cancelled|failure|success)\(", text)
    value = bool(evaluate(text, contexts, status)) if text else True
    return value and (bool(asks) or status == "success")


def evaluate(text: str, contexts: dict, status: str):
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            raise ValueError(f"cannot read the expression {text!r} at {text[at:]!r}")
        tokens.append(found.group().strip())
        at = found.end()
    value, rest = _or(tokens, contexts, status)
    if rest:
        raise ValueError(f"{rest} is left of the expression {text!r}")
    return value


def _or(tokens, *more):
    value, tokens = _and(tokens, *more)
    while tokens[:1] == ["||"]:
        other, tokens = _and(tokens[1:], *more)
        value = value or other
    return value, tokens


def _and(tokens, *more):
    value, tokens = _equal(tokens, *more)
    while tokens[:1] == ["&&"]:
        other, tokens = _equal(tokens[1:], *more)
        value = value and other
    return value, tokens


def _equal(tokens, *more):
    value, tokens = _one(tokens, *more)
    while tokens[:1] in (["=="], ["!="]):
        other, rest = _one(tokens[1:], *more)
        same = _text(value).lower() == _text(other).lower()
        value, tokens = same == (tokens[0] == "=="), rest
    return value, tokens


def _one(tokens, contexts, status):
    first, rest = tokens[0], tokens[1:]
    if first == "!":
        value, rest = _one(rest, contexts, status)
        return not value, rest
    if first == "(":
        value, rest = _or(rest, contexts, status)
        if rest[:1] != [")"]:
            raise ValueError("a bracket is not closed")
        return value, rest[1:]
    if first.startswith("'"):
        return first[1:-1].replace("''", "'"), rest
    if rest[:2] == ["(", ")"]:
        known = {"always": True, "cancelled": False, "success": status == "success",
                 "failure": status == "failure"}
        return known[first], rest[2:]
    return _look_up(first, contexts), rest


def _look_up(name: str, contexts: dict):
    value = contexts
    for depth, part in enumerate(name.split(".")):
        # What a step or an event left may be absent; an input, a step or a context may not.
        if part not in value and (depth == 0 or name.startswith(("inputs.", "github.", "runner."))
                                  or (depth == 1 and name.startswith("steps."))):
            raise KeyError(f"there is no {name}")
        value = value.get(part, "")
        if value == "":
            return ""
    return value


def _text(value) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)
