"""Prevention: maps of risks, the catalogue of actions, sessions with children."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from protection.forms import prevention as formulaires
from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.selectors.prevention import catalogue, risques_de
from protection.selectors.prevention import prevention as lire_prevention
from protection.services import prevention as actes
from protection.views.acte import SAISIE, donnees, gens_au_travail
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm
from villages.models import Maison, Village
from villages.regles import PILIERS_TENUS
from villages.selectors.formations import PILIERS_LUS
from villages.selectors.portees import noms_des_comptes


@requires(PILIERS_LUS)
@require_safe
def prevention(request: RequeteConnectee) -> HttpResponse:
    """The map of the year of each village, and what is late."""
    contexte = {"villages": lire_prevention(request.user), "annee": aujourdhui().year}
    return render(request, "protection/prevention.html", contexte)


@requires("lire_organisation")
@require_safe
def actions(request: RequeteConnectee) -> HttpResponse:
    """The catalogue: what is done against what, for everybody at work there."""
    return render(request, "protection/actions.html", {"lignes": catalogue(request.user)})


@requires(PILIERS_LUS)
@require_safe
def carte(request: RequeteConnectee, carte_id: UUID) -> HttpResponse:
    """One map of risks."""
    rows = CarteDesRisques.objects.visible_to(request.user, PILIERS_LUS).select_related("village")
    found = get_object_or_404(rows, pk=carte_id)
    contexte = {
        "carte": found,
        "risques": risques_de(found),
        "tient": request.user.has_perm(PILIERS_TENUS, found),
        "validee_par": noms_des_comptes([found.validee_par_id]).get(found.validee_par_id, "")
        if found.validee_par_id
        else "",
    }
    return render(request, "protection/carte.html", contexte)


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def ouvrir_carte(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Begin the map of a year."""
    village = _village(request, village_id)
    form = formulaires.CarteForm(donnees(request))
    return _saisir(
        request,
        form,
        lambda: actes.ouvrir_carte(acteur=request.user, carte=form.carte(village)),
        deja=CarteDesRisques,
        titre=f"Carte des risques, {village.nom}",
        retour=("Prévention", reverse("protection:prevention")),
        suite=reverse("protection:carte", args=[form.ident]) if form.is_bound and form.is_valid() else "",
        message="La carte est ouverte : inscrivez les risques, puis validez-la.",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def risque(request: RequeteConnectee, carte_id: UUID) -> HttpResponse:
    """Put a risk on a map."""
    found = _carte(request, carte_id)
    form = formulaires.RisqueForm(donnees(request), professionnels=gens_au_travail(request))
    return _saisir(
        request,
        form,
        lambda: actes.inscrire_risque(acteur=request.user, risque=form.risque(found)),
        deja=Risque,
        titre="Inscrire un risque",
        retour=("La carte", reverse("protection:carte", args=[found.pk])),
        message="Le risque est inscrit.",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def valider_carte(request: RequeteConnectee, carte_id: UUID) -> HttpResponse:
    """Validate a map, with what the children say of it."""
    found = _carte(request, carte_id)
    form = formulaires.ValidationCarteForm(donnees(request))
    return _saisir(
        request,
        form,
        lambda: actes.valider_carte(
            acteur=request.user, carte=found, avis_enfants=form.cleaned_data["avis_enfants"]
        ),
        titre="Valider la carte des risques",
        chapo="Validée, elle ne reçoit plus de risque ; ses mesures se suivent toute l’année.",
        retour=("La carte", reverse("protection:carte", args=[found.pk])),
        message="La carte est validée.",
        bouton="Valider",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def mesure_prise(request: RequeteConnectee, risque_id: UUID) -> HttpResponse:
    """The measures against a risk are taken."""
    row = get_object_or_404(Risque.objects.visible_to(request.user, PILIERS_TENUS), pk=risque_id)
    form = formulaires.MesureFaiteForm(donnees(request))
    return _saisir(
        request,
        form,
        lambda: actes.noter_mesure_faite(
            acteur=request.user, risque=row, le=form.cleaned_data["le"], preuve=form.cleaned_data["preuve"]
        ),
        titre="La mesure est prise",
        retour=("La carte", reverse("protection:carte", args=[row.carte_id])),
        message="C’est noté.",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def prevoir_action(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Plan an action of prevention."""
    village = _village(request, village_id)
    form = formulaires.ActionPreventionForm(donnees(request), professionnels=gens_au_travail(request))
    return _saisir(
        request,
        form,
        lambda: actes.prevoir_action(acteur=request.user, action=form.action(village)),
        deja=ActionPrevention,
        titre=f"Prévoir une action, {village.nom}",
        retour=("Les actions", reverse("protection:actions")),
        message="L’action est prévue.",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def action_menee(request: RequeteConnectee, prevention_id: UUID) -> HttpResponse:
    """An action took place."""
    row = get_object_or_404(
        ActionPrevention.objects.visible_to(request.user, PILIERS_TENUS), pk=prevention_id
    )
    form = formulaires.ActionMeneeForm(donnees(request))
    return _saisir(
        request,
        form,
        lambda: actes.noter_action_menee(
            acteur=request.user, action=row, le=form.cleaned_data["le"], bilan=form.cleaned_data["bilan"]
        ),
        titre="L’action est menée",
        retour=("Les actions", reverse("protection:actions")),
        message="C’est noté.",
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def seance(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Keep a session held with children."""
    village = _village(request, village_id)
    maisons = list(
        Maison.objects.visible_to(request.user, PILIERS_TENUS).filter(village=village).order_by("nom")
    )
    form = formulaires.SeanceForm(donnees(request), maisons=maisons)
    return _saisir(
        request,
        form,
        lambda: actes.noter_seance(acteur=request.user, seance=form.seance(village)),
        deja=SeanceEnfants,
        titre=f"Séance avec les enfants, {village.nom}",
        chapo="Combien d’enfants, jamais lesquels.",
        retour=("Sensibilisation", reverse("protection:sensibilisation")),
        message="La séance est notée.",
    )


def _village(request: RequeteConnectee, ident: UUID) -> Village:
    return get_object_or_404(Village.objects.visible_to(request.user, PILIERS_TENUS), pk=ident)


def _carte(request: RequeteConnectee, ident: UUID) -> CarteDesRisques:
    return get_object_or_404(CarteDesRisques.objects.visible_to(request.user, PILIERS_TENUS), pk=ident)


def _saisir(
    request: RequeteConnectee,
    form: SaisieForm,
    acte: Callable[[], object],
    *,
    titre: str,
    retour: tuple[str, str],
    message: str,
    deja: type | None = None,
    chapo: str = "",
    suite: str = "",
    bouton: str = "Enregistrer",
) -> HttpResponse:
    """One act typed on one page, and back where one came from, or on to ``suite``."""

    def known(ident: UUID) -> bool:
        if deja is None:
            return False
        rows = deja.objects.visible_to(request.user, PILIERS_TENUS)  # type: ignore[attr-defined]
        return bool(rows.filter(pk=ident).exists())

    if request.method == "POST" and form.is_valid() and form.enregistre(acte, deja=known if deja else None):
        messages.success(request, message)
        return redirect(suite or retour[1])
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=retour, bouton=bouton)
