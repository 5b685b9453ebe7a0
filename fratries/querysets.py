"""Restricted lists of sibling groups and families: reached through any child one may see."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui


class FratrieQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the groups that count one of ``children``, and those whose file one's village holds."""
        members = self.model.membres.rel.related_model._base_manager  # type: ignore[attr-defined]
        return self.filter(
            Exists(members.filter(fratrie_id=OuterRef("pk"), enfant_id__in=children))
            | Q(village_id__in=reach.villages_de_dossier(permission))
        )

    def opened_for(self, user: Utilisateur, permission: str) -> Self:
        """Keep the groups about which the person holds a permission of another category.

        The group itself is identity; what is written about it may be family.
        """
        parsed = parse_permission(permission)
        reach = perimetre_de(user.pk)
        return self.visible_to(user, "lire_identite").reaching(reach.enfants(parsed), reach, parsed)


class OfGroupMixin:
    """Rows of a sibling group, by ``fratrie``."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the groups one reaches."""
        fratries = self.model._meta.get_field("fratrie").related_model.objects.all()  # type: ignore[attr-defined]
        return self.filter(fratrie_id__in=fratries.reaching(children, reach, permission).values("pk"))  # type: ignore[attr-defined]


class MembreFratrieQuerySet(OfGroupMixin, VisibleQuerySet):
    pass


class SeparationQuerySet(OfGroupMixin, VisibleQuerySet):
    def current(self) -> Self:
        """Keep the separations that hold: neither ended nor annulled."""
        return self.filter(fin__isnull=True, annulee_le__isnull=True)


class RevueSeparationQuerySet(OfGroupMixin, VisiblePlainQuerySet):
    pass


class ProcheQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the relatives tied to one of ``children``: the holding village alone opens nobody."""
        ties = self.model.liens.rel.related_model._base_manager  # type: ignore[attr-defined]
        return self.filter(
            Exists(ties.filter(proche_id=OuterRef("pk"), enfant_id__in=children, retire_le__isnull=True))
        )

    def whose_address_is_open_to(self, user: Utilisateur) -> Self:
        """Keep the relatives whose protected address the person is named for.

        Through a child they reach whose file a village of theirs holds; a denial on any child the
        relative is tied to closes it, since kinship or conflict runs through the family. Only the
        database sees the ties to a child one is denied: its own function answers, for who is acting.
        """
        if not perimetre_de(user.pk).a_capacite(Capacite.ADRESSE_PROTEGEE):
            return self.none()
        return self.filter(pk__in=RawSQL("SELECT unnest(mes_adresses_protegees())", ()))


class AdresseProtegeeQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep none: reading the family opens no protected address. See ``open_to``."""
        return self.none()

    def open_to(self, user: Utilisateur) -> Self:
        """Keep the protected addresses the person is named for."""
        proches = self.model._meta.get_field("proche").related_model.objects.all()  # type: ignore[union-attr]
        return self.filter(proche_id__in=proches.whose_address_is_open_to(user).values("pk"))


class LienFamilialQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the ties of a child among ``children``, and those between people one reaches by them."""
        proches = self.model._meta.get_field("proche").related_model.objects.all()  # type: ignore[union-attr]
        reached = proches.reaching(children, reach, permission).values("pk")
        return self.filter(
            Q(enfant_id__in=children)
            | Q(enfant_id__isnull=True, proche_id__in=reached)
            & (Q(autre_id__isnull=True) | Q(autre_id__in=reached))
        )

    def standing(self) -> Self:
        """Leave out the ties taken back."""
        return self.filter(retire_le__isnull=True)


class PeriodeQuerySet(VisibleQuerySet):
    def current(self, on: date | None = None) -> Self:
        """Keep what is in force on a day, today by default; the last day counts."""
        day = on or aujourdhui()
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=day), debut__lte=day)

    def not_over(self) -> Self:
        """Keep what is in force or still to come."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=aujourdhui()))


class RencontreQuerySet(VisibleQuerySet):
    def between(self, debut: date, fin: date) -> Self:
        """Keep the meetings of some days, both included, whatever came of them."""
        return self.filter(jour__gte=debut, jour__lte=fin)


class AutorisationQuerySet(VisibleQuerySet):
    def awaiting(self) -> Self:
        """Keep the requests nobody has answered yet, or put to a judge who has not decided."""
        return self.filter(Q(reponse="") | Q(juge_saisi_le__isnull=False, juge_reponse=""))


class EtapeAutorisationQuerySet(VisiblePlainQuerySet):
    pass


class EffectifQuerySet(VisiblePlainQuerySet):
    """Rosters on their way in: their sender's alone."""

    def current(self) -> Self:
        """Keep those that are not to be erased yet, whatever the worker that erases them does."""
        return self.filter(expire_le__gt=timezone.now())

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep one's own, while one still keeps the files of a village."""
        if not reach.villages_de_dossier(permission):
            return self.none()
        return self.filter(auteur_id=reach.utilisateur_id)


class DemandeAccueilQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the requests made to the villages whose files one holds: no child is ours yet."""
        return self.filter(village_id__in=reach.villages_de_dossier(permission))
