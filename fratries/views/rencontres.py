"""Meetings: said in two touches, then told; planned, cancelled, moved, transmitted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from enfants.models import Enfant
from enfants.services.mesures import AvertissementError
from fratries.enums import EtatRencontre
from fratries.forms.visites import (
    AnnulationForm,
    DeplacementForm,
    NouvelleRencontreForm,
    RecitForm,
    TransmissionForm,
)
from fratries.models import DroitVisite, Rencontre
from fratries.selectors.droits_visite import jour_a_dire
from fratries.selectors.famille import famille_de
from fratries.selectors.freres import freres_et_soeurs, membres_de
from fratries.selectors.participants import participants
from fratries.selectors.rencontres import LIT, RencontreVue, occurrence_vue, peut_constater, rencontre_vue
from fratries.services import rencontres as services
from fratries.services.visites import ECRIT
from fratries.views.acces import enfant_ou_404, vers_visites
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm

#: What the two buttons send.
ISSUES = {"tenue": True, "manquee": False}
#: What the two others send, and the page they lead to.
CHANGEMENTS = {"annuler": "fratries:annuler_rencontre", "deplacer": "fratries:deplacer_rencontre"}


def _meeting(request: RequeteConnectee, rencontre_id: UUID, permission: str = LIT) -> Rencontre:
    rows = Rencontre.objects.visible_to(request.user, permission).select_related("enfant")
    rencontre = get_object_or_404(rows, pk=rencontre_id)
    record(
        "rencontres.lecture",
        enfants=[rencontre.enfant_id],
        objets=[rencontre.pk],
        type_objet="fratries.Rencontre",
    )
    return rencontre


def _to_tell(request: RequeteConnectee, rencontre_id: UUID) -> Rencontre:
    rencontre = _meeting(request, rencontre_id)
    if not peut_constater(request.user, rencontre.enfant):
        raise Http404
    return rencontre


@requires("lire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def occurrence(request: RequeteConnectee, droit_id: UUID) -> HttpResponse:
    """One day of a right; the first word said of it makes its record."""
    rows = DroitVisite.objects.visible_to(request.user, LIT).select_related("enfant", "proche")
    droit = get_object_or_404(rows, pk=droit_id)
    asked = request.POST.get("jour") or request.GET.get("jour") or ""
    jour = _day(asked) or jour_a_dire(droit)
    if jour is None:
        return redirect("fratries:visites", enfant_id=droit.enfant_id)
    if request.method == "POST":
        issue = request.POST.get("issue", "")
        try:
            if issue in ISSUES:
                told = services.dire_issue_du_jour(
                    acteur=request.user, droit=droit, jour=jour, tenue=ISSUES[issue]
                )
                return _after(request, told)
            if issue not in CHANGEMENTS:
                raise Http404
            opened = services.ouvrir_occurrence(acteur=request.user, droit=droit, jour=jour)
        except ValidationError as refusal:
            return _page(request, droit.enfant, occurrence_vue(request.user, droit, jour), refusal.messages)
        return redirect(CHANGEMENTS[issue], rencontre_id=opened.pk)
    record(
        "rencontres.lecture",
        enfants=[droit.enfant_id],
        objets=[droit.pk],
        type_objet="fratries.DroitVisite",
    )
    vue = occurrence_vue(request.user, droit, jour)
    if vue.rencontre is not None:
        return redirect("fratries:rencontre", rencontre_id=vue.rencontre.pk)
    return _page(request, droit.enfant, vue)


@requires("lire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def rencontre(request: RequeteConnectee, rencontre_id: UUID) -> HttpResponse:
    """One meeting: what came of it, said in one touch, and everything told."""
    found = _meeting(request, rencontre_id)
    refusals: list[str] = []
    if request.method == "POST":
        issue = request.POST.get("issue", "")
        try:
            if issue not in ISSUES:
                raise Http404
            told = services.dire_issue(acteur=request.user, rencontre=found, tenue=ISSUES[issue])
            return _after(request, told)
        except ValidationError as refusal:
            refusals = refusal.messages
    return _page(request, found.enfant, rencontre_vue(request.user, found), refusals)


def _after(request: RequeteConnectee, told: Rencontre) -> HttpResponse:
    """Said: what is left is to tell it, now or later."""
    if told.etat == EtatRencontre.TENUE:
        messages.success(
            request, "C’est noté : la rencontre a eu lieu. Vous pouvez raconter, ou le faire plus tard."
        )
    else:
        messages.success(
            request, "C’est noté : la rencontre n’a pas eu lieu. Dites pourquoi, si vous le savez."
        )
        if told.nuits:
            messages.warning(
                request, "Si une absence était inscrite, corrigez-la dans « Séjour et absences »."
            )
    return redirect("fratries:raconter_rencontre", rencontre_id=told.pk)


def _page(
    request: RequeteConnectee, enfant: Enfant, vue: RencontreVue, refusals: list[str] | None = None
) -> HttpResponse:
    tells = peut_constater(request.user, enfant)
    planned = vue.etat is EtatRencontre.PREVUE and not vue.empechement
    contexte = {
        "enfant": enfant,
        "vue": vue,
        "refus": refusals or [],
        "adresse": vue.adresse,
        "a_dire": tells and vue.a_dire and not vue.empechement,
        "a_changer": tells and planned,
        "raconte": tells and vue.etat in {EtatRencontre.TENUE, EtatRencontre.MANQUEE},
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "reperes": _reperes(vue),
        "transmet": vue.etat is EtatRencontre.TENUE and vue.mediatisee,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusals else HTTPStatus.OK
    return render(request, "fratries/rencontre.html", contexte, status=status)


def _reperes(vue: RencontreVue) -> list[tuple[str, object]]:
    """What the page of one meeting adds to a list: the third party, the place, who goes along."""
    told, right = vue.rencontre, vue.droit
    source = told or right
    pairs: list[tuple[str, object]] = [
        ("Le tiers présent", source.tiers if source else ""),
        ("Lieu", source.lieu if source else ""),
        ("Accompagnement", told.accompagnement if told else ""),
    ]
    return [(word, value) for word, value in pairs if value]


def _day(asked: str) -> date | None:
    try:
        return parse_date(asked)
    except ValueError:
        return None


@requires("lire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Plan a meeting, or tell one that no calendar held, for the child and siblings."""
    enfant = enfant_ou_404(request, enfant_id, LIT)
    if not peut_constater(request.user, enfant):
        raise Http404
    proches = [seen for seen in famille_de(request.user, enfant) if not seen.proche.decede]
    membres = membres_de(request.user, enfant)
    freres = {
        pk: e
        for pk, e in freres_et_soeurs(request.user, enfant, LIT).items()
        if peut_constater(request.user, e)
    }
    avec = [(f"proche-{seen.proche.pk}", f"{seen.nom} ({seen.mot})") for seen in proches]
    avec += [(f"membre-{pk}", f"{m.prenom} (frère ou sœur)") for pk, m in membres.items()]
    form = NouvelleRencontreForm(
        request.POST or None,
        avec=avec,
        autres={pk: str(e.prenom) for pk, e in freres.items()},
        initial={"avec": request.GET.getlist("avec")},
    )
    record(
        "famille.lecture",
        enfants=[enfant.pk],
        objets=[seen.proche.pk for seen in proches],
        type_objet="fratries.Proche",
    )
    if request.method == "POST" and form.is_valid():
        rows = [
            form.rencontre(child, enfant, seen)
            for child, seen in participants(
                request.user,
                enfant,
                freres,
                avec=[membres[pk] for pk in form.choix("membre")],
                aussi=form.choisis,
            )
        ]

        def act() -> None:
            if form.cleaned_data["jour"] > aujourdhui():
                services.prevoir_rencontres(acteur=request.user, rencontres=rows)
                return
            try:
                services.noter_rencontres(acteur=request.user, rencontres=rows, confirme=form.confirme)
            except AvertissementError as warning:
                form.warn(warning.messages)
                raise

        if form.cleaned_data["jour"] > aujourdhui() and not request.user.has_perm(ECRIT, enfant):
            form.add_error(
                "jour",
                "Vous pouvez noter une rencontre qui a eu lieu ; pour en prévoir une, demandez à l’éducateur "
                "spécialisé ou au chef de service.",
            )
        elif form.enregistre(
            act, deja=lambda ident: Rencontre.objects.filter(pk=ident, enfant=enfant).exists()
        ):
            messages.success(request, "La rencontre est enregistrée.")
            return redirect("fratries:rencontre", rencontre_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Une rencontre",
        chapo="À prévoir, ou qui vient d’avoir lieu : une visite, un appel, une lettre.",
        retour=vers_visites(enfant.pk),
        template="fratries/saisie_revision.html",
    )


@requires("lire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def raconter(request: RequeteConnectee, rencontre_id: UUID) -> HttpResponse:
    """Tell how it went; or why it did not take place."""
    found = _to_tell(request, rencontre_id)
    if found.etat not in {EtatRencontre.TENUE, EtatRencontre.MANQUEE}:
        return redirect("fratries:rencontre", rencontre_id=found.pk)
    form = RecitForm(
        request.POST or None,
        tenue=found.etat == EtatRencontre.TENUE,
        analyse=request.user.has_perm(ECRIT, found.enfant),
        initial=RecitForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        form.poser(found)
        if form.enregistre_revision(lambda: services.raconter(acteur=request.user, rencontre=found)):
            messages.success(request, "C’est enregistré.")
            return redirect("fratries:rencontre", rencontre_id=found.pk)
    return page_saisie(
        request,
        form,
        titre="Raconter la rencontre"
        if found.etat == EtatRencontre.TENUE
        else "Pourquoi elle n’a pas eu lieu",
        chapo=rencontre_vue(request.user, found).titre,
        retour=("La rencontre", reverse("fratries:rencontre", args=[found.pk])),
        template="fratries/saisie_revision.html",
    )


def _act(
    request: RequeteConnectee,
    found: Rencontre,
    form: SaisieForm,
    acte: Callable[[], Rencontre],
    *,
    deja: Callable[[UUID], bool] | None = None,
    titre: str,
    message: str,
) -> HttpResponse:
    """One act typed on one page, then the list of the child's meetings."""
    if request.method == "POST" and form.is_valid() and form.enregistre(acte, deja=deja):
        messages.success(request, message)
        return redirect("fratries:visites", enfant_id=found.enfant_id)
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=rencontre_vue(request.user, found).titre,
        retour=("La rencontre", reverse("fratries:rencontre", args=[found.pk])),
    )


@requires("lire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, rencontre_id: UUID) -> HttpResponse:
    """Cancel a planned meeting: because of whom, and why."""
    found = _to_tell(request, rencontre_id)
    form = AnnulationForm(request.POST or None)

    def act() -> Rencontre:
        data = form.cleaned_data
        return services.annuler(
            acteur=request.user, rencontre=found, du_fait_de=data["du_fait_de"], motif=data["motif"]
        )

    return _act(request, found, form, act, titre="Annuler la rencontre", message="La rencontre est annulée.")


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def deplacer(request: RequeteConnectee, rencontre_id: UUID) -> HttpResponse:
    """Move a planned meeting to another day."""
    found = _meeting(request, rencontre_id, ECRIT)
    form = DeplacementForm(request.POST or None, initial={"heure": found.heure_debut})

    def act() -> Rencontre:
        data = form.cleaned_data
        return services.deplacer(
            acteur=request.user,
            rencontre=found,
            ident=form.ident,
            jour=data["jour"],
            heure=data["heure"],
            motif=data["motif"],
        )

    return _act(
        request,
        found,
        form,
        act,
        deja=lambda ident: Rencontre.objects.filter(pk=ident, remplace=found).exists(),
        titre="Déplacer la rencontre",
        message="La rencontre est déplacée.",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def transmettre(request: RequeteConnectee, rencontre_id: UUID) -> HttpResponse:
    """Note that the analysis went to the service."""
    found = _meeting(request, rencontre_id, ECRIT)
    form = TransmissionForm(request.POST or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found.revision = data["revision"]
        if form.enregistre_revision(
            lambda: services.transmettre_analyse(
                acteur=request.user, rencontre=found, le=data["le"], a=data["a"]
            )
        ):
            messages.success(request, "La transmission est notée.")
            return redirect("fratries:rencontre", rencontre_id=found.pk)
    return page_saisie(
        request,
        form,
        titre="Analyse transmise au service",
        chapo="Le service en rend compte au juge.",
        retour=("La rencontre", reverse("fratries:rencontre", args=[found.pk])),
        template="fratries/saisie_revision.html",
    )
