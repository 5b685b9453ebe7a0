"""Sibling groups that share a child are one family."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def ensembles(ties: Iterable[tuple[UUID, UUID | None]]) -> dict[UUID, UUID]:
    """Return one id per family for each child, from the pairs group × child (half-siblings stand in two)."""
    merged: dict[UUID, UUID] = {}
    of_child: dict[UUID, UUID] = {}

    def root(group: UUID) -> UUID:
        while merged.setdefault(group, group) != group:
            group = merged[group]
        return group

    for group, child in ties:
        if child is not None:
            first = of_child.setdefault(child, group)
            merged[root(group)] = root(first)
    return {child: root(group) for child, group in of_child.items()}
