"""The contract about school: prepared, answered by each, reviewed together, followed by the next programme."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import EtatContrat
from enfants.forms.contrats import ArretForm, BilanForm, CommencerForm, ContratForm, SignatureForm
from enfants.models import ContratEducatif, SignatureContrat
from enfants.regles_scolarite import LIT
from enfants.selectors.contrats import contrat_vu
from enfants.services import contrats as services
from enfants.services.scolarite import ECRIT
from enfants.views.ecole import back, child, initial, row, saisir
from enfants.views.onglets import tabs_of
from socle.habilitations.decorators import RequeteConnectee, requires

CHAMPS = ("parole", "aides", "debut", "fin")


@requires(LIT)
@require_safe
def contrat(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """One contract: the child's words, the objectives, who answered, the review."""
    found = row(request, ContratEducatif, contrat_id, LIT)
    context = {
        "enfant": found.enfant,
        "vu": contrat_vu(request.user, found),
        "ecrit": request.user.has_perm(ECRIT, found.enfant),
        "retour": back(request, found.enfant),
        "onglets": tabs_of(request, found.enfant),
    }
    return render(request, "enfants/contrat.html", context)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_contrat(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    found = ContratEducatif(enfant=child(request, enfant_id))
    form = ContratForm(request.POST or None)
    return _contrat(request, found, form, "Préparer un contrat éducatif", back(request, found.enfant))


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_contrat(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """Reword it, as long as nobody has signed."""
    found = row(request, ContratEducatif, contrat_id)
    lines = "\n".join(o.texte for o in contrat_vu(request.user, found).objectifs)
    form = ContratForm(request.POST or None, initial=initial(found, *CHAMPS) | {"objectifs": lines})
    return _contrat(request, found, form, "Modifier le contrat", _page(found))


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_suivant(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """The next programme: the objectives kept are there already, the child's words are asked anew."""
    former = row(request, ContratEducatif, contrat_id)
    start = {"objectifs": "\n".join(contrat_vu(request.user, former).gardes), "debut": former.fin}
    form = ContratForm(request.POST or None, initial=start)
    found = ContratEducatif(enfant=former.enfant, precedent=former)
    return _contrat(request, found, form, "Programme suivant", _page(former))


def _contrat(
    request: RequeteConnectee,
    found: ContratEducatif,
    form: ContratForm,
    titre: str,
    retour: tuple[str, str],
) -> HttpResponse:
    return saisir(
        request,
        found,
        form,
        lambda: services.preparer_contrat(
            acteur=request.user, contrat=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="Le contrat est enregistré. Il reste à recueillir la réponse de chacun.",
        retour=retour,
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def signer(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """One party signs, or does not and says why."""
    found = row(request, ContratEducatif, contrat_id)
    missing = [r.partie for r in contrat_vu(request.user, found).reponses if r.signature is None]
    start = {"version": found.version, "partie": missing[0] if missing else None}
    form = SignatureForm(request.POST or None, initial=start)
    return saisir(
        request,
        SignatureContrat(contrat=found, enfant=found.enfant),
        form,
        lambda: services.signer(
            acteur=request.user, signature=form.signature(found), version_lue=form.version_lue
        ),
        titre="Recueillir une réponse",
        chapo=f"{found.enfant.prenom} · après une signature, les objectifs ne changent plus",
        message="La réponse est notée.",
        retour=_page(found),
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def commencer(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    found = row(request, ContratEducatif, contrat_id)
    form = CommencerForm(request.POST or None, initial={"version": found.version})
    return saisir(
        request,
        found,
        form,
        lambda: services.commencer_contrat(acteur=request.user, contrat=found, version_lue=form.version_lue),
        titre="Commencer ce contrat ?",
        chapo=f"{found.enfant.prenom} · chacun a répondu, et l’enfant est d’accord",
        message="Le contrat commence.",
        retour=_page(found),
        bouton="Commencer",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def revoir(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """The review made together, once; a contract that does not run sends back to its page."""
    found = row(request, ContratEducatif, contrat_id)
    if found.etat != EtatContrat.EN_COURS:
        return redirect("enfants:contrat", contrat_id=found.pk)
    lines = [o.texte for o in contrat_vu(request.user, found).objectifs]
    form = BilanForm(request.POST or None, initial={"version": found.version}, objectifs=lines)
    return saisir(
        request,
        found,
        form,
        lambda: services.revoir_contrat(
            acteur=request.user,
            contrat=found,
            le=form.cleaned_data["le"],
            suites=form.suites,
            bilans=form.bilans,
            version_lue=form.version_lue,
        ),
        titre="Revoir ensemble",
        chapo=f"{found.enfant.prenom} · ce qui a marché, sans note ni comparaison",
        message="Le bilan est enregistré.",
        retour=_page(found),
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def arreter(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    found = row(request, ContratEducatif, contrat_id)
    form = ArretForm(request.POST or None, initial={"version": found.version})
    return saisir(
        request,
        found,
        form,
        lambda: services.arreter_contrat(
            acteur=request.user,
            contrat=found,
            raison=form.cleaned_data["raison"],
            version_lue=form.version_lue,
        ),
        titre="Arrêter ce contrat",
        message="Le contrat est arrêté.",
        retour=_page(found),
    )


def _page(found: ContratEducatif) -> tuple[str, str]:
    return "Le contrat", reverse("enfants:contrat", args=[found.pk])
