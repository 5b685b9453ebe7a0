"""What makes a field sealed: clear in Python, ciphertext everywhere else.

Stored bytes: version | key generation | 12-byte nonce | AES-256-GCM ciphertext and tag. The
associated data is the label of the field, the row's ``id`` and the subject, so a ciphertext moved to
another field, row or subject does not open. The label is ``app.Model.field`` of the base model, or the
one pinned by ``etiquette``: what a renamed field, model or app keeps, to open what it sealed before.
Stated limit: an older version of the same field of the same row can be replayed.
"""

from __future__ import annotations

import os
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core import checks
from django.db import models
from django.db.models.expressions import Col

from socle.chiffrement.columns import SealedCol, SealedIsNull, loads_whole_rows
from socle.chiffrement.enums import Raison
from socle.chiffrement.errors import KeyScopeError, KeyUnavailableError, SealedFieldError
from socle.chiffrement.keys import SubjectKey, active_scope, current_scope
from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible, Scelle

#: Prefix of the name under which an instance keeps an opened value.
OUVERT = "_ouvert_"
ABSENT = object()


class _NeverSerialized:
    """Stands in ``Field.serialize``: every serializer asks it before it touches a value."""

    def __bool__(self) -> bool:
        raise SealedFieldError("a sealed field is never serialised")

    def __deepcopy__(self, memo: dict[int, Any]) -> _NeverSerialized:
        return self


_NEVER_SERIALIZED = _NeverSerialized()


def _reason(key: SubjectKey, error: Exception) -> Raison:
    """Tell why bytes did not open: no key, another format, or altered."""
    if key.aes is None:
        return key.raison
    return Raison.ALTEREE if isinstance(error, InvalidTag) else Raison.FORMAT_INCONNU


class SealedAttribute:
    """The attribute of one sealed field: opens at the first reading, keeps nothing on the field.

    The instance holds the sealed bytes under the field's own name until a new value is assigned,
    and the opened value beside them. Bytes never read, or read and left alone, are saved as they were.
    """

    __slots__ = ("decode", "field", "label", "name", "opened")

    def __init__(self, field: SealedField) -> None:
        self.field = field
        self.name = field.attname
        self.opened = OUVERT + field.attname
        self.label = field.label
        self.decode = field.decode

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Return the clear value; this is the hot path, 50,000 times for a long page.

        Raises KeyScopeError outside a scope; anything else that prevents it gives an ``Illisible``.
        """
        if instance is None:
            return self
        data = instance.__dict__
        opened = self.opened
        if opened in data:
            return data[opened]
        octets = data.get(self.name)
        if octets is None:
            return self._missing(instance)
        scope = active_scope.get()
        ouverture = data.get("_ouverture")
        if ouverture is None or ouverture[0].scope is not scope:
            if scope is None:
                raise KeyScopeError(f"{self.field} is opened inside key_scope() only")
            ouverture = instance.ouverture(scope)
        key, lien = ouverture
        aes = key.aes
        try:
            if aes is None or octets[:2] != key.entete:
                raise ValueError  # no key, or another format
            value = data[opened] = self.decode(aes.decrypt(octets[2:14], octets[14:], self.label + lien))
        except (InvalidTag, ValueError, ArithmeticError) as error:
            return Illisible(_reason(key, error), octets)
        return value

    def _missing(self, instance: Any) -> Any:
        """Return None for an empty column, or load one that was deferred."""
        if self.name in instance.__dict__:
            return None
        instance.refresh_from_db(fields=[self.name])
        return self.__get__(instance)

    def __set__(self, instance: Any, value: Any) -> None:
        data = instance.__dict__
        if isinstance(value, Scelle | Illisible):
            data[self.name] = value.octets
            data.pop(self.opened, None)
            return
        if isinstance(value, bytes | bytearray | memoryview):
            raise SealedFieldError(f"{self.field}: bytes are no clear value")
        if (
            self.opened in data
            and type(data.get(self.name)) is bytes
            and self.field.is_same(data[self.opened], value)
        ):
            data[self.opened] = value
            return
        data[self.name] = data[self.opened] = value

    def __delete__(self, instance: Any) -> None:
        instance.__dict__.pop(self.opened, None)
        del instance.__dict__[self.name]


class SealedField(models.Field):
    """What the sealed fields share; the concrete ones say how a value becomes bytes and comes back.

    ``etiquette`` pins the label the bytes are bound to. A field that is renamed needs it, with the
    label it had (``enfants.Enfant.prenom``): without it nothing sealed before opens.
    """

    # Every value may be an ``Illisible``: the type checker is told nothing more precise.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    label: bytes = b""
    empty_strings_allowed = False

    def __init__(self, *args: Any, etiquette: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if etiquette is not None and (not etiquette or "\x00" in etiquette):
            raise ValueError("a pinned label is neither empty nor holds U+0000, which ends it")
        self.etiquette = etiquette
        self.serialize = _NEVER_SERIALIZED

    def encode(self, value: Any) -> bytes:
        """Turn a clear value into the bytes to seal.

        Raises ValidationError when the value is not one of this field.
        """
        raise NotImplementedError

    def decode(self, octets: bytes) -> Any:
        """Turn opened bytes back into the value."""
        raise NotImplementedError

    # --- model ------------------------------------------------------------------------

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("serialize", None)
        if self.etiquette is not None:
            kwargs["etiquette"] = self.etiquette
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if cls.__module__ == "__fake__":
            return  # the models of a migration carry ciphertext and cannot open it
        base = getattr(cls, "instance_type", cls)
        label = self.etiquette or f"{base._meta.app_label}.{base._meta.object_name}.{self.attname}"
        self.label = f"{label}\x00".encode()
        setattr(cls, self.attname, SealedAttribute(self))

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = list(super().check(**kwargs))
        if self.unique or self.primary_key or getattr(self, "db_index", False):
            errors.append(
                checks.Error("a sealed field is neither unique nor indexed", obj=self, id="chiffrement.E010")
            )
        declaration = getattr(self.model, "declaration", None)
        if not hasattr(self.model, "ouverture") or declaration is None or declaration.sujet is None:
            errors.append(
                checks.Error(
                    "a sealed field stands on a SealedModel whose declaration names its subject",
                    obj=self,
                    id="chiffrement.E011",
                )
            )
        return errors

    # --- sealing ----------------------------------------------------------------------

    def seal(self, instance: Any, value: Any) -> bytes:
        """Seal a clear value for an instance.

        Raises ValidationError for a value that is not one of this field, SealedFieldError without
        subject, KeyUnavailableError when the subject has no usable key.
        """
        if hasattr(value, "resolve_expression"):
            raise SealedFieldError(f"{self} takes values, not expressions")
        clear = self.encode(self.to_python(value))
        key, lien = instance.scellement(current_scope())
        if key.aes is None:
            raise KeyUnavailableError(f"{self} cannot be sealed: {key.raison}")
        nonce = os.urandom(12)
        return key.entete + nonce + key.aes.encrypt(nonce, clear, self.label + lien)

    def pre_save(self, model_instance: Any, add: bool) -> Scelle | None:
        """Return the bytes to write: the original ones when nothing changed, else sealed anew.

        An assigned value stays clear on the instance and is sealed at each save: after a rollback
        the bytes of the lost attempt may hang on a key that no longer exists.
        """
        data = model_instance.__dict__
        value = data[self.attname]
        if value is None:
            return None
        if type(value) is bytes:
            if type(model_instance).__module__ == "__fake__" or not self._must_reseal(model_instance, value):
                return Scelle(value)
            value = data[self.attname]
        octets = self.seal(model_instance, value)
        data.setdefault("_scelles", {})[self.attname] = octets
        return Scelle(octets)

    def _must_reseal(self, instance: Any, octets: bytes) -> bool:
        """Tell whether loaded bytes no longer stand for the value, which is then put in their place."""
        if instance.deplace():
            value = getattr(instance, self.attname)
            if isinstance(value, Illisible):
                raise KeyUnavailableError(f"{self} cannot be copied: {value.raison}")
        elif self.changed_in_place(instance):
            value = instance.__dict__[OUVERT + self.attname]
        else:
            return False
        instance.__dict__[self.attname] = instance.__dict__[OUVERT + self.attname] = value
        return True

    def changed_in_place(self, instance: Any) -> bool:
        """Tell whether an opened value was modified without being assigned."""
        return False

    def is_same(self, opened: Any, value: Any) -> bool:
        """Tell whether an assigned value is the one already stored."""
        return type(opened) is type(value) and opened == value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> bytes | None:
        """Let sealed bytes through and refuse anything clear, the last net before SQL."""
        if value is None:
            return None
        if type(value) is Scelle:
            return value.octets
        raise SealedFieldError(f"{self} is sealed by saving an instance; nothing clear goes into SQL")

    # --- refusals ---------------------------------------------------------------------

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Refuse expressions: ``update(nom=Value("…"))`` would write the name in clear."""
        if hasattr(value, "as_sql"):
            raise SealedFieldError(f"{self} is sealed by saving an instance, never by an expression")
        return "%s"

    def get_col(self, alias: Any, output_field: Any = None) -> Any:
        return Col(alias, self) if loads_whole_rows(1) else SealedCol(alias, self)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return SealedIsNull
        raise SealedFieldError(f"{self} is sealed: it answers to isnull only, not to {lookup_name}")

    def get_transform(self, lookup_name: str) -> Any:
        raise SealedFieldError(f"{self} is sealed: it has no {lookup_name}")

    def value_to_string(self, obj: Any) -> str:
        raise SealedFieldError(f"{self} is never serialised")

    # --- validation and forms ---------------------------------------------------------

    def clean(self, value: Any, model_instance: Any) -> Any:
        return value if isinstance(value, Illisible) else super().clean(value, model_instance)

    def save_form_data(self, instance: Any, data: Any) -> None:
        if data == PHRASE_ILLISIBLE and isinstance(getattr(instance, self.attname), Illisible):
            return
        super().save_form_data(instance, data)
