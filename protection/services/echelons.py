"""Setting somebody aside from an incident, and the rung that then handles it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from protection.echelle import ECRIT, JUSQU_AU_SIEGE, VALIDE
from protection.enums import CauseEcart
from protection.models import Ecart, Incident
from protection.selectors.avancement import rang_de
from protection.selectors.destinataires import ecartes, premier_echelon, qui_traite
from protection.services.alertes import oublier
from protection.services.codes import AVIS_CONSIGNE, AVIS_DECLARE, AVIS_RETARD
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.notifications.services import notifier, retirer
from villages.models import Professionnel


@transaction.atomic
def ecarter(*, acteur: Utilisateur, incident: Incident, professionnel: Professionnel, motif: str) -> Ecart:
    """Name a professional as *mis en cause*: from now on nothing of the incident reaches them.

    Journalled, and the siège may lift it. Whoever names somebody above themselves loses the incident too:
    it goes to the rung above. Raises PermissionDenied for who does not handle it, ValidationError when
    this person is set aside already.
    """
    ensure(acteur, ECRIT, incident)
    if not motif.strip():
        raise ValidationError({"motif": "Dites ce qui met cette personne en cause."})
    record("incidents.ecart", objets=[incident.pk], type_objet="protection.Incident")
    return set_aside(incident, professionnel, cause=CauseEcart.MIS_EN_CAUSE, motif=motif)


@transaction.atomic
def declarer_conflit(*, acteur: Utilisateur, incident: Incident, motif: str) -> Ecart:
    """Set oneself aside: a relative, a friend, one's own fault perhaps.

    Raises PermissionDenied for who does not handle it or is no professional, ValidationError when nobody
    else could: the incident would have no one.
    """
    ensure(acteur, ECRIT, incident)
    moi = Professionnel.objects.filter(compte_id=acteur.pk).first()
    if moi is None:
        raise PermissionDenied
    record("incidents.conflit", objets=[incident.pk], type_objet="protection.Incident")
    ecart = set_aside(incident, moi, cause=CauseEcart.CONFLIT, motif=motif)
    if ecart.sans_effet:
        raise ValidationError(
            "Personne d’autre ne peut traiter cet incident : demandez au siège un remplaçant."
        )
    return ecart


@transaction.atomic
def lever_ecart(*, acteur: Utilisateur, ecart: Ecart, motif: str) -> Ecart:
    """Give the incident back to somebody set aside, by a decision of the siège with its reason.

    Raises PermissionDenied below the siège, ValidationError without a reason or when it is lifted already.
    """
    ensure(acteur, VALIDE, ecart)
    if rang_de(acteur) < JUSQU_AU_SIEGE:
        raise PermissionDenied
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cette personne n’est plus écartée."})
    record("incidents.ecart_leve", objets=[ecart.incident_id], type_objet="protection.Incident")
    with acting_as_system(raison="levée d’une mise à l’écart"):
        # The incident first, as setting aside does: its rung is counted again from what holds then.
        locked = Incident.objects.select_for_update(no_key=True).get(pk=ecart.incident_id)
        row = Ecart.objects.select_for_update(no_key=True).get(pk=ecart.pk)
        if row.leve_le is not None:
            raise ValidationError("Cette mise à l’écart est déjà levée.")
        row.leve_le, row.motif_levee = timezone.now(), motif
        row.save()
        _stand_at(locked)
        given_back = qui_traite(locked) & {row.professionnel.compte_id}
        notifier(code=AVIS_DECLARE, destinataires=given_back, objet=locked.pk, cle=f"{locked.pk}:{row.pk}")
    return row


def set_aside(
    incident: Incident, professionnel: Professionnel, *, cause: CauseEcart, motif: str = ""
) -> Ecart:
    """Write the setting aside and move the incident to the rung that can handle it.

    As the system: whoever names somebody above them no longer sees the row they write. Raises
    ValidationError when this person is set aside already.
    """
    with acting_as_system(raison="mise à l’écart d’un incident"):
        locked = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
        if Ecart.objects.filter(incident=locked, professionnel=professionnel, leve_le__isnull=True).exists():
            raise ValidationError("Cette personne est déjà écartée de cet incident.")
        ecart = Ecart(
            incident=locked, professionnel=professionnel, cause=cause, motif=motif, depuis=timezone.now()
        )
        ecart.save()
        if not _stand_at(locked):
            ecart.sans_effet = True
            ecart.save()
            _stand_at(locked)
        _tell_again(locked, professionnel)
    # Whoever acts may have set themselves aside, or somebody above them.
    forget_perimetres()
    return ecart


def _tell_again(incident: Incident, ecarte: Professionnel) -> None:
    """Take back what who is set aside was told, and tell who now handles it."""
    if ecarte.compte_id is not None:
        for code in (AVIS_DECLARE, AVIS_RETARD, AVIS_CONSIGNE):
            retirer(code=code, objet=incident.pk, destinataires=[ecarte.compte_id])
    oublier(incident, ecarte)
    notifier(code=AVIS_DECLARE, destinataires=qui_traite(incident), objet=incident.pk)


def _stand_at(incident: Incident) -> bool:
    """Move the incident to the first rung that can handle it; say whether there is one."""
    niveau = premier_echelon(incident.village_id, ecartes(incident), set())
    if niveau is None:
        return False
    if incident.niveau != niveau:
        incident.niveau = niveau
        incident.save(update_fields=["niveau"])
    return True
