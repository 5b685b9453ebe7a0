"""Changing a delay."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Portion
from socle.echeances.models import ReglageDelai
from socle.echeances.regles import regle
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui


@transaction.atomic
def regler_delai(
    *,
    acteur: Utilisateur,
    code: str,
    portion: Portion,
    delai: Delai,
    a_compter_du: date,
    motif: str,
    ident: UUID,
) -> ReglageDelai:
    """Replace a delay of a rule from a day on, with the reason; former lines stay.

    Departments and courts have calendars of their own: the source and its certainty do not change,
    and the screen goes on showing the original delay. Raises PermissionDenied without the
    capacity, UnknownRuleError, and ValidationError for a delay the rule does not have, a past
    day or no reason.
    """
    ensure(acteur, "regler_echeances")
    une = regle(code)
    if not une.reglable or une.portion(portion) is None:
        raise ValidationError(
            {"portion": "Ce délai ne se règle pas : sa date est dans la décision, ou c’est un âge."}
        )
    if a_compter_du < aujourdhui():
        raise ValidationError({"a_compter_du": "Un délai ne change pas dans le passé."})
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi ce délai change."})
    reglage = ReglageDelai(
        pk=ident,
        regle=une.code,
        portion=portion,
        quantite=delai.quantite,
        unite=delai.unite,
        a_compter_du=a_compter_du,
        motif=motif.strip(),
        decide_par=acteur,
    )
    reglage.full_clean()
    reglage.save(force_insert=True)
    record("echeances.delai_regle", objets=[reglage.pk], type_objet="echeances.ReglageDelai")
    return reglage
