"""The acts on an incident, one page each; every one asks its right again in its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from protection.echelle import ECRIT, JUSQU_AU_SIEGE, VALIDE
from protection.enums import Canal
from protection.forms import traitement as formulaires
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    ConsigneDeSecurite,
    Ecart,
    Etape,
    Incident,
    InformationParents,
    PersonneConcernee,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.selectors.avancement import rang_de
from protection.selectors.incidents import noms_des_personnes
from protection.services import consignes, echelons, traitement
from protection.workflow import passage
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm
from villages.models import Affectation, Professionnel
from villages.selectors.ecrans import nom_de, par_nom

SAISIE = ["GET", "HEAD", "POST"]


def _incident(request: RequeteConnectee, ident: UUID, permission: str) -> Incident:
    found: Incident = get_object_or_404(Incident.objects.visible_to(request.user, permission), pk=ident)
    return found


def _saisir(
    request: RequeteConnectee,
    incident: Incident,
    form: SaisieForm,
    acte: Callable[[], object],
    *,
    deja: type | None,
    titre: str,
    message: str,
    chapo: str = "",
    bouton: str = "Enregistrer",
) -> HttpResponse:
    """One act typed on one page; back to the incident, or to the list when it has left one's hands."""
    retour = reverse("protection:incident", args=[incident.pk])

    def known(ident: UUID) -> bool:
        return deja is not None and deja.objects.filter(pk=ident, incident_id=incident.pk).exists()  # type: ignore[attr-defined]

    if request.method == "POST" and form.is_valid() and form.enregistre(acte, deja=known if deja else None):
        messages.success(request, message)
        gone = not Incident.objects.visible_to(request.user, ECRIT).filter(pk=incident.pk).exists()
        return redirect("protection:incidents") if gone else redirect(retour)
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=("L’incident", retour), bouton=bouton)


def _data(request: RequeteConnectee) -> Any:
    return request.POST if request.method == "POST" else None


@requires(ECRIT)
@require_http_methods(SAISIE)
def etape(request: RequeteConnectee, incident_id: UUID, vers: str) -> HttpResponse:
    """Take a step of the workflow."""
    found = _incident(request, incident_id, ECRIT if vers == "protege" else VALIDE)
    # A sent page says from which state it was read; its step may have been taken since.
    depart = request.POST.get("de", found.etat)
    step = passage(depart, vers)
    if step is None or vers == "clos":
        raise Http404
    form = formulaires.EtapeForm(
        _data(request), initial={"de": found.etat}, label="Ce qui est décidé", aide=step.attend
    )
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.franchir(
            acteur=request.user,
            incident=found,
            de=form.cleaned_data["de"],
            vers=vers,
            motif=form.cleaned_data["motif"],
            ident=form.ident,
        ),
        deja=Etape,
        titre=step.libelle,
        message="L’étape est franchie.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def qualifier(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Put the incident under one more regime."""
    found = _incident(request, incident_id, VALIDE)
    form = formulaires.QualificationForm(_data(request))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.qualifier(acteur=request.user, qualification=form.qualification(found)),
        deja=Qualification,
        titre="Ajouter un régime",
        chapo="Plusieurs régimes peuvent tenir ensemble ; chacun a ses délais, comptés depuis que le village le sait.",
        message="Le régime est ajouté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def retirer_qualification(request: RequeteConnectee, qualification_id: UUID) -> HttpResponse:
    """Take a regime back."""
    rows = Qualification.objects.visible_to(request.user, VALIDE).select_related("incident")
    row = get_object_or_404(rows, pk=qualification_id)
    form = formulaires.MotifForm(_data(request), label="Pourquoi ce régime ne convient plus")
    return _saisir(
        request,
        row.incident,
        form,
        lambda: traitement.retirer_qualification(
            acteur=request.user, qualification=row, motif=form.cleaned_data["motif"]
        ),
        deja=None,
        titre="Retirer un régime",
        chapo=row.get_regime_display(),
        message="Le régime est retiré.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def transmettre(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Record an alert or a writing, from any state."""
    found = _incident(request, incident_id, ECRIT)
    said = [
        (t.pk, f"{t.get_destinataire_display()}, {timezone.localtime(t.le):%d/%m à %H h %M}")
        for t in Transmission.objects.filter(incident=found, confirmation__isnull=True)
        if Canal(t.canal).oral
    ]
    form = formulaires.TransmissionForm(
        _data(request), orales=said, initial={"destinataire": request.GET.get("a", "")}
    )
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.transmettre(acteur=request.user, transmission=form.transmission(found)),
        deja=Transmission,
        titre="Noter une transmission",
        chapo="Une alerte se donne d’abord, et se note ensuite : à tout moment, quel que soit l’état.",
        message="La transmission est notée.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def accuse(request: RequeteConnectee, transmission_id: UUID) -> HttpResponse:
    """The recipient acknowledged."""
    rows = Transmission.objects.visible_to(request.user, ECRIT).select_related("incident")
    row = get_object_or_404(rows, pk=transmission_id)
    form = formulaires.AccuseForm(_data(request))
    return _saisir(
        request,
        row.incident,
        form,
        lambda: traitement.noter_accuse(acteur=request.user, transmission=row, le=form.cleaned_data["le"]),
        deja=None,
        titre="Accusé de réception",
        message="C’est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def informer_parents(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Decide about telling the parents."""
    found = _incident(request, incident_id, VALIDE)
    form = formulaires.InformationForm(_data(request))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.decider_information(acteur=request.user, information=form.information(found)),
        deja=InformationParents,
        titre="L’information des parents",
        chapo="Ils sont informés, sauf si c’est contraire à l’intérêt de l’enfant.",
        message="La décision est notée.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def ecarter(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Set a professional aside."""
    found = _incident(request, incident_id, ECRIT)
    people = _people(request)
    form = formulaires.EcartForm(_data(request), professionnels=people)

    def act() -> None:
        echelons.ecarter(
            acteur=request.user,
            incident=found,
            professionnel=Professionnel.objects.get(pk=form.cleaned_data["professionnel"]),
            motif=form.cleaned_data["motif"],
        )

    return _saisir(
        request,
        found,
        form,
        act,
        deja=None,
        titre="Mettre en cause un professionnel",
        chapo="Il ne verra plus rien de cet incident. S’il est au-dessus de vous, l’incident vous quitte aussi.",
        message="Cette personne est écartée.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def conflit(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Set oneself aside."""
    found = _incident(request, incident_id, ECRIT)
    form = formulaires.MotifForm(_data(request), label="Pourquoi vous ne devez pas le traiter")
    return _saisir(
        request,
        found,
        form,
        lambda: echelons.declarer_conflit(
            acteur=request.user, incident=found, motif=form.cleaned_data["motif"]
        ),
        deja=None,
        titre="Je ne dois pas traiter cet incident",
        chapo="Un proche, un ami, votre propre geste : dites-le, l’incident passe à quelqu’un d’autre.",
        message="C’est noté : cet incident est traité par quelqu’un d’autre.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def lever_ecart(request: RequeteConnectee, ecart_id: UUID) -> HttpResponse:
    """Give the incident back to somebody set aside: the siège's decision."""
    rows = Ecart.objects.visible_to(request.user, VALIDE).select_related("incident").filter(leve_le=None)
    row = get_object_or_404(rows, pk=ecart_id)
    if rang_de(request.user) < JUSQU_AU_SIEGE:
        raise Http404
    form = formulaires.MotifForm(_data(request), label="Pourquoi cette personne n’est plus écartée")
    return _saisir(
        request,
        row.incident,
        form,
        lambda: echelons.lever_ecart(acteur=request.user, ecart=row, motif=form.cleaned_data["motif"]),
        deja=None,
        titre="Lever une mise à l’écart",
        message="La mise à l’écart est levée.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def consigne(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Tell the house what to do tonight, without the facts."""
    found = _incident(request, incident_id, ECRIT)
    form = formulaires.ConsigneForm(_data(request), enfants=_children(request, found))
    return _saisir(
        request,
        found,
        form,
        lambda: consignes.poser_consigne(
            acteur=request.user, incident=found, consigne=form.consigne(timezone.now())
        ),
        deja=ConsigneDeSecurite,
        titre="Donner une consigne à la maison",
        chapo="Tous ceux qui sont de service la liront. N’écrivez aucun fait.",
        message="La consigne est donnée à la maison.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def lever_consigne(request: RequeteConnectee, consigne_id: UUID) -> HttpResponse:
    """End an instruction: by who handles the incident it comes from."""
    row = get_object_or_404(ConsigneDeSecurite, pk=consigne_id, levee_le=None)
    found = _incident(request, row.incident_id, ECRIT)
    form = SaisieForm(_data(request))
    return _saisir(
        request,
        found,
        form,
        lambda: consignes.lever_consigne(acteur=request.user, incident=found, consigne=row),
        deja=None,
        titre="Lever la consigne ?",
        chapo="La maison ne la verra plus.",
        message="La consigne est levée.",
        bouton="Lever la consigne",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def soutenir(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Note a support."""
    found = _incident(request, incident_id, ECRIT)
    form = formulaires.SoutienForm(_data(request))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.soutenir(acteur=request.user, soutien=form.soutien(found)),
        deja=Soutien,
        titre="Noter un soutien",
        message="Le soutien est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def action(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Add an action to the plan."""
    found = _incident(request, incident_id, VALIDE)
    form = formulaires.ActionForm(_data(request), professionnels=_people(request))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.inscrire_action(acteur=request.user, action=form.action(found)),
        deja=ActionIncident,
        titre="Ajouter une action au plan",
        message="L’action est inscrite.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def action_faite(request: RequeteConnectee, action_id: UUID) -> HttpResponse:
    """An action is done."""
    rows = ActionIncident.objects.visible_to(request.user, ECRIT).select_related("incident")
    row = get_object_or_404(rows, pk=action_id)
    form = formulaires.ActionFaiteForm(_data(request))
    return _saisir(
        request,
        row.incident,
        form,
        lambda: traitement.noter_action_faite(
            acteur=request.user,
            action=row,
            le=form.cleaned_data["le"],
            resultat=form.cleaned_data["resultat"],
        ),
        deja=None,
        titre="L’action est faite",
        message="C’est noté.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def retour_enfant(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Keep what a child was told."""
    found = _incident(request, incident_id, ECRIT)
    form = formulaires.RetourForm(_data(request), enfants=_children(request, found))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.dire_a_l_enfant(acteur=request.user, retour=form.retour(found)),
        deja=RetourEnfant,
        titre="Ce qui a été dit à l’enfant",
        message="C’est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def cloturer(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Sign the closing: the second signature closes."""
    found = _incident(request, incident_id, VALIDE)
    form = formulaires.MotifForm(_data(request), label="Ce que vous en retenez")
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.signer_cloture(
            acteur=request.user, incident=found, enseignements=form.cleaned_data["motif"], ident=form.ident
        ),
        deja=Cloture,
        titre="Signer la clôture",
        chapo="Deux personnes signent. La seconde signature clôt l’incident.",
        message="Votre signature est enregistrée.",
        bouton="Signer",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def bilan(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Keep the look back at three, six or twelve months."""
    found = _incident(request, incident_id, ECRIT)
    form = formulaires.BilanForm(_data(request))
    return _saisir(
        request,
        found,
        form,
        lambda: traitement.noter_bilan(acteur=request.user, bilan=form.bilan(found)),
        deja=BilanIncident,
        titre="Faire le bilan",
        message="Le bilan est noté.",
    )


# --- inside ---------------------------------------------------------------------------


def _people(request: RequeteConnectee) -> list[tuple[UUID, str]]:
    at_work = Affectation.objects.current().values("professionnel_id")
    rows = Professionnel.objects.visible_to(request.user, "lire_organisation").filter(pk__in=at_work)
    return [(row.pk, nom_de(row)) for row in par_nom(rows.order_by("id"))]


def _children(request: RequeteConnectee, incident: Incident) -> list[tuple[UUID, str]]:
    rows = PersonneConcernee.objects.filter(incident=incident, enfant__isnull=False)
    ids = set(rows.order_by().values_list("enfant_id", flat=True))
    noms, _ = noms_des_personnes(request.user, ids, ())
    return sorted(noms.items(), key=lambda item: (item[1], item[0]))
