"""Versions of records: django-simple-history, with values that stay sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from simple_history.models import HistoricalRecords

from socle.chiffrement.errors import ChiffrementError
from socle.chiffrement.models import SealedRow
from socle.outils.acteur import acteur_courant
from socle.outils.identifiants import nouvel_id


class TrackedWriteError(ChiffrementError):
    """A bulk write on a tracked model: it would leave no version."""


class SealedVersion(SealedRow):
    """Base of every table of versions."""

    class Meta:
        abstract = True


def _author_of(version: Any) -> UUID | None:
    return version.history_user_id


def _set_author(version: Any, auteur_id: UUID | None) -> None:
    version.history_user_id = auteur_id


def _acting_person(instance: Any, **_kwargs: Any) -> UUID | None:
    return acteur_courant.get().id


class Versions(HistoricalRecords):
    """Keeps a version at each save, with the same sealed bytes as the row.

    The author is the acting person's UUID, without foreign key. The change reason stays empty:
    reasons are personal data and are sealed on the record itself.
    """

    def get_history_user(self, instance: Any) -> UUID | None:
        return acteur_courant.get().id

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        options["verbose_name"] = format_lazy("version : {}", model._meta.verbose_name)
        options["verbose_name_plural"] = format_lazy("versions : {}", model._meta.verbose_name_plural)
        return options

    def get_extra_fields(self, model: Any, fields: dict[str, models.Field]) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        del extra["revert_url"]
        extra["declaration"] = replace(model.declaration, droits="SI", compte_enfant=False)
        extra["__str__"] = lambda version: f"version {version.history_id}"
        return extra

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        fields = self.fields_included(instance)
        missing = [field.attname for field in fields if field.attname not in instance.__dict__]
        if missing:
            instance.refresh_from_db(fields=missing)
        values = {field.attname: _carried(instance, field) for field in fields}
        version = getattr(instance, self.manager_name).model(
            history_date=timezone.now(),
            history_type=history_type,
            history_user=self.get_history_user(instance),
            **values,
        )
        version.save(force_insert=True, using=using)


def _carried(instance: Any, field: models.Field) -> Any:
    if isinstance(instance, SealedRow):
        return instance.valeur_transmissible(field)
    return getattr(instance, field.attname)


def versions(*, excluded_fields: Sequence[str] = ()) -> Versions:
    """Return the manager of versions to put on a tracked model: ``versions = versions()``.

    ``excluded_fields`` are not versioned: what must vanish at once when a key is destroyed.
    """
    return Versions(
        bases=(SealedVersion,),
        excluded_fields=list(excluded_fields),
        history_id_field=models.UUIDField(default=nouvel_id),
        history_user_id_field=models.UUIDField("auteur", null=True, blank=True, editable=False),
        history_user_getter=_author_of,
        history_user_setter=_set_author,
        get_user=_acting_person,
    )


def _refuse(act: str) -> NoReturn:
    raise TrackedWriteError(f"{act} leaves no version: save or delete each record of a tracked model")


class TrackedQuerySet(models.QuerySet):
    """Reads, and refuses the bulk writes that versions do not see."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse("update()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("bulk_create()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse("bulk_update()")

    def delete(self) -> NoReturn:
        _refuse("delete()")

    def _raw_delete(self, using: str | None) -> NoReturn:
        _refuse("_raw_delete()")


class TrackedManager(models.Manager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
    """Manager of tracked models."""
