"""Markdown of people as HTML that does no harm: no HTML of theirs, safe links, no pictures; directions by the words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

MOST_INLINE = 20_000
MOST_SIGNS = 500
"""A paragraph with more characters, or more signs such as *, is shown as it is: to pair them would take seconds."""
MOST_BRACKETS = 1_000
"""In a text with more of them no links are looked for: for each, its other half is searched far and wide."""

_PAIRED = "*_~["
_BLOCKS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"}
_LEAVES = {"paragraph_open", "heading_open", "td_open", "th_open"}
_DIRECTIONS = {"R": "rtl", "AL": "rtl", "L": "ltr"}
_LOWEST = 6


def rendered(text: str) -> Markup:
    """Return the Markdown ``text`` as HTML."""
    return Markup(_rendered(text))  # noqa: S704  # the preset lets no HTML through; tests hold it to that


@lru_cache(maxsize=32)
def _rendered(text: str) -> str:
    return str(_markdown(text.count("[") <= MOST_BRACKETS).render(text))


@lru_cache(maxsize=2)
def _markdown(links: bool) -> MarkdownIt:
    # js-default: tables, no HTML; of links, javascript: and its like stay text.
    made = MarkdownIt("js-default", {"linkify": False, "typographer": False}).disable(
        "image" if links else ["image", "link"]
    )
    made.core.ruler.at("inline", _inline)
    made.core.ruler.push("page", _for_the_page)
    return made


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = token.children or []
        if len(token.content) > MOST_INLINE or sum(map(token.content.count, _PAIRED)) > MOST_SIGNS:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _for_the_page(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type in _LEAVES:
            token.attrSet("dir", "auto")
        elif token.type in _BLOCKS:
            token.attrSet("dir", _direction(state.tokens[at:], token.level))
        if token.type in {"heading_open", "heading_close"}:  # the page itself has the first heading
            token.tag = f"h{min(int(token.tag[1]) + 1, _LOWEST)}"
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrSet("rel", "noopener noreferrer")


def _direction(tokens: Sequence[Token], level: int) -> str:
    """Return the direction of a block of blocks by its first letter: ``auto`` would not look into its paragraphs."""
    for token in tokens:
        if token.type == "inline":
            for character in token.content:
                if found := _DIRECTIONS.get(unicodedata.bidirectional(character)):
                    return found
        if token.nesting == -1 and token.level == level:
            break
    return "auto"
