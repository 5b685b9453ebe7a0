"""Requests to receive siblings: from the first call to the admissions that follow."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fratries.enums import EtatDemande
from fratries.forms.demande import DemandeForm, DiteForm, ReponseForm
from fratries.models import DemandeAccueil
from fratries.selectors.demande import demande_vue, demandes_visibles, demandes_vues, enfants_de
from fratries.services import demande as services
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm
from villages.models import Village


def _request(request: RequeteConnectee, ident: UUID) -> DemandeAccueil:
    return get_object_or_404(demandes_visibles(request.user).select_related("village"), pk=ident)


def _read(demande: DemandeAccueil) -> None:
    record("demandes.lue", objets=[demande.pk], type_objet="fratries.DemandeAccueil")


def _page(demande: DemandeAccueil) -> str:
    return reverse("fratries:demande", args=[demande.pk])


def _villages(request: RequeteConnectee) -> list[Village]:
    held = perimetre_de(request.user.pk).villages_de_dossier(parse_permission("ecrire_identite"))
    return list(Village.objects.filter(pk__in=held).order_by("nom", "pk"))


@requires("ecrire_identite")
@require_safe
def demandes(request: RequeteConnectee) -> HttpResponse:
    """The requests that wait for an answer; ``?etat=`` shows those of one state."""
    wanted = request.GET.get("etat", "")
    etat = EtatDemande(wanted) if wanted in EtatDemande.values else None
    found = demandes_vues(request.user, etat)
    record("demandes.liste", objets=[v.demande.pk for v in found], type_objet="fratries.DemandeAccueil")
    contexte = {"demandes": found, "etat": etat, "etats": list(EtatDemande)}
    return render(request, "fratries/demandes.html", contexte)


@requires("ecrire_identite")
@require_safe
def demande(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """One request, its answer, and where it leads."""
    found = _request(request, accueil_id)
    _read(found)
    return render(request, "fratries/demande.html", {"vue": demande_vue(request.user, found)})


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """Write a request down as it arrives."""
    villages = _villages(request)
    form = DemandeForm(request.POST or None, villages=villages)
    if request.method == "POST" and form.is_valid():
        made = form.apply(DemandeAccueil(pk=form.ident, village_id=form.village_id))
        if form.enregistre(
            lambda: services.enregistrer_demande(acteur=request.user, demande=made),
            deja=lambda ident: demandes_visibles(request.user).filter(pk=ident).exists(),
        ):
            messages.success(request, "La demande est enregistrée.")
            return redirect(_page(made))
    return _form(request, form, "Une demande arrive", reverse("fratries:demandes"))


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """Complete or correct it, while it has no answer."""
    found = _request(request, accueil_id)
    if found.repondue:
        messages.error(request, "Cette demande a sa réponse : elle ne se modifie plus.")
        return redirect(_page(found))
    form = DemandeForm(request.POST or None, villages=[found.village], initial=DemandeForm.initial_of(found))
    _read(found)
    if request.method == "POST" and form.is_valid():
        form.apply(found)
        found.revision = form.cleaned_data["revision"]
        if form.enregistre(lambda: services.enregistrer_demande(acteur=request.user, demande=found)):
            messages.success(request, "La demande est enregistrée.")
            return redirect(_page(found))
    return _form(request, form, "Modifier la demande", _page(found))


def _form(request: RequeteConnectee, form: DemandeForm, titre: str, retour: str) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    contexte = {"form": form, "titre": titre, "retour": retour}
    return render(request, "fratries/demande_saisie.html", contexte, status=status)


@requires("ecrire_identite")
def etudier(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """Say that it is being looked into."""
    found = _request(request, accueil_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        services.etudier(acteur=request.user, demande=found)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect(_page(found))


def _saisir(
    request: RequeteConnectee,
    demande: DemandeAccueil,
    form: SaisieForm,
    acte: Callable[[], object],
    *,
    titre: str,
    chapo: str,
    message: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        demande.revision = form.cleaned_data["revision"]
        if form.enregistre(acte):
            messages.success(request, message)
            return redirect(_page(demande))
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=("La demande", _page(demande)))


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """Accept, refuse, or note that it is withdrawn; with the reason."""
    found = _request(request, accueil_id)
    form = ReponseForm(request.POST or None, initial={"revision": found.revision})
    _read(found)
    return _saisir(
        request,
        found,
        form,
        lambda: services.repondre(
            acteur=request.user,
            demande=found,
            etat=EtatDemande(form.cleaned_data["etat"]),
            le=form.cleaned_data["le"],
            motif=form.cleaned_data["motif"],
        ),
        titre="Répondre à la demande",
        chapo="Votre nom reste avec la réponse.",
        message="La réponse est enregistrée. Dites-la à qui a demandé.",
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def dire(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """The answer was told: to whom, when."""
    found = _request(request, accueil_id)
    form = DiteForm(request.POST or None, initial={"revision": found.revision})
    _read(found)
    return _saisir(
        request,
        found,
        form,
        lambda: services.noter_reponse_dite(
            acteur=request.user, demande=found, a=form.cleaned_data["a"], le=form.cleaned_data["le"]
        ),
        titre="La réponse est dite",
        chapo="À qui, et quand.",
        message="C’est noté.",
    )


@requires("ecrire_identite")
def preparer(request: RequeteConnectee, accueil_id: UUID) -> HttpResponse:
    """Begin the admission of one child, with what the request says."""
    found = _request(request, accueil_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    wanted = request.POST.get("enfant", "")
    enfant = next((e for e in enfants_de(found) if str(e.ident) == wanted), None)
    if enfant is None:
        raise Http404
    try:
        made = services.preparer_l_accueil(acteur=request.user, demande=found, enfant=enfant)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect(_page(found))
    return redirect("enfants:preparation", preparation_id=made.pk)
