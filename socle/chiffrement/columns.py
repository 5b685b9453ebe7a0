"""What SQL may do with a sealed column: load it with its row, ask whether it is null, nothing else.

Every other use would compare, sort or return ciphertext, or put the clear value in the SQL.
"""

from __future__ import annotations

import sys
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.sql.compiler import SQLCompiler

from socle.chiffrement.errors import SealedFieldError


class SealedCol(Col):
    """A sealed column named in a query (``values``, ``order_by``, ``F``, an aggregate): refused."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        raise SealedFieldError(
            f"{self.target} is sealed: it is read on a loaded instance, never by values(), order_by(), "
            "F(), distinct() or an aggregate."
        )


class SealedIsNull(IsNull):
    """The only lookup a sealed column answers."""

    def process_lhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, lhs: Any = None) -> Any:
        column = lhs or self.lhs
        return compiler.compile(Col(column.alias, column.target))


def loads_whole_rows(depth: int) -> bool:
    """Tell whether the caller ``depth`` frames up is the compiler listing the columns of a row.

    Django asks a field for its column in the same way for a row and for a name in a query. The
    check is on the code object: if Django renames the method every load fails, loudly.
    """
    return sys._getframe(depth + 1).f_code is SQLCompiler.get_default_columns.__code__
