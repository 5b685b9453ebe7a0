"""The pocket money of a week, given to several children of a house in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.argent import euros
from enfants.models import Enfant, MouvementArgent
from enfants.selectors.argent_semaine import donnes_la_semaine_du
from enfants.services.argent import ECRIT, noter_mouvement
from socle.chiffrement.errors import KeyUnavailableError
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.ui.typographie import jour_en_toutes_lettres


class LignesRefuseesError(ValidationError):
    """No line was written; ``fautes`` says why, by child."""

    def __init__(self, fautes: Mapping[UUID, Sequence[str]]) -> None:
        super().__init__([message for messages in fautes.values() for message in messages])
        self.fautes = fautes


@transaction.atomic
def donner_argent(*, acteur: Utilisateur, lignes: Sequence[MouvementArgent]) -> int:
    """Add a line to the ledger of each child, under the rules of :func:`noter_mouvement`: all, or none.

    Returns how many lines are new: one that stands already under its id is left alone, so that the
    same page sent twice pays once. A child receives once a week from here; two people who open the
    page of one house at once wait for each other, and the second is told what the first has given.
    Giving more is a line of the child's own ledger, which asks nothing.

    Raises PermissionDenied on a child one may not write about, LignesRefuseesError with every fault.
    """
    for ligne in lignes:
        ensure(acteur, ECRIT, ligne)
    enfants = [ligne.enfant_id for ligne in lignes]
    # In one order, whoever asks: two pages of one house never wait for each other in a circle.
    list(Enfant.objects.select_for_update(no_key=True).filter(pk__in=enfants).order_by("pk"))
    debout = set(
        MouvementArgent.objects.filter(pk__in=[ligne.pk for ligne in lignes]).values_list("pk", flat=True)
    )
    nouvelles = [ligne for ligne in lignes if ligne.pk not in debout]
    deja = donnes_la_semaine_du(nouvelles[0].jour, [n.enfant_id for n in nouvelles]) if nouvelles else {}
    fautes: dict[UUID, list[str]] = {}
    for ligne in nouvelles:
        if (donne := deja.get(ligne.enfant_id)) is not None:
            fautes[ligne.enfant_id] = [_deja_donne(donne)]
            continue
        try:
            noter_mouvement(acteur=acteur, mouvement=ligne)
        except ValidationError as erreur:
            fautes[ligne.enfant_id] = erreur.messages
        except KeyUnavailableError:
            fautes[ligne.enfant_id] = ["Son dossier ne peut pas être ouvert : décochez cet enfant."]
    if fautes:
        raise LignesRefuseesError(fautes)
    return len(nouvelles)


def _deja_donne(ligne: MouvementArgent) -> str:
    somme = "" if isinstance(ligne.montant, Illisible) else f" {euros(ligne.montant)}"
    return (
        f"A déjà reçu{somme} cette semaine-là, {jour_en_toutes_lettres(ligne.jour)}. Décochez cet enfant, "
        "ou passez par son livre pour donner davantage."
    )
