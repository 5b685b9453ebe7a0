"""« Échéancier », and « Règles et délais »."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.audit.services import record
from socle.echeances.enums import Portion
from socle.echeances.models import ReglageDelai
from socle.echeances.regles import UnknownRuleError, regle
from socle.echeances.selectors import (
    delais_de,
    echeances_de,
    grouper,
    ouvertes,
    reglages_en_vigueur,
    regles_vues,
)
from socle.echeances.services import regler_delai
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import announce, render_page
from socle.ui.pages import page_saisie
from villages.forms.echeances import DelaiForm
from villages.selectors.echeancier import liste_echeances


@requires("lire_identite")
@require_safe
def echeancier(request: RequeteConnectee) -> HttpResponse:
    """List what is due about the children one reaches, the late first; filters stay in the address."""
    liste = liste_echeances(ouvertes(echeances_de(request.user)), request.GET)
    page = liste.page
    shown = list(page.object_list)
    ids = [e.fait.enfant for e in shown if e.fait.enfant is not None]
    record("echeances.liste", objets=ids, enfants=ids, type_objet="enfants.Enfant")
    contexte = {"liste": liste, "page": page, "groupes": [] if liste.trie else grouper(shown)}
    contexte["lit_les_regles"] = request.user.has_perm("lire_organisation")
    response = render_page(request, "villages/echeancier.html", contexte, fragment="resultats")
    return announce(response, f"{liste.nombre} échéance{'s' if liste.nombre > 1 else ''}")


@requires("lire_organisation")
@require_safe
def regles(request: RequeteConnectee) -> HttpResponse:
    """Show every rule with its source and certainty: none of it is legal advice."""
    contexte = {"regles": regles_vues(), "regle_les_delais": request.user.has_perm("regler_echeances")}
    return render(request, "villages/regles.html", contexte)


@requires("regler_echeances")
@require_http_methods(["GET", "HEAD", "POST"])
def regler(request: RequeteConnectee, code: str) -> HttpResponse:
    """Change a delay from a day on; what was decided before stays on the page of rules."""
    try:
        une = regle(code)
    except UnknownRuleError as error:
        raise Http404 from error
    if not une.reglable:
        raise Http404
    held = delais_de(une, reglages_en_vigueur()).delai
    initial = {"quantite": held.quantite, "unite": held.unite} if held else {}
    form = DelaiForm(request.POST or None, une, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.enregistre(
            lambda: regler_delai(
                acteur=request.user,
                code=une.code,
                portion=Portion(data["portion"]),
                delai=form.delai,
                a_compter_du=data["a_compter_du"],
                motif=data["motif"],
                ident=form.ident,
            ),
            deja=lambda ident: ReglageDelai.objects.filter(pk=ident).exists(),
        ):
            messages.success(request, "Le délai est changé.")
            return redirect("villages:regles")
    return page_saisie(
        request,
        form,
        titre="Changer un délai",
        chapo=f"{une.titre}. D’origine : {une.delai} après {une.declencheur}."
        if une.sens == "apres"
        else f"{une.titre}. D’origine : {une.delai} avant {une.declencheur}.",
        retour=("Règles et délais", reverse("villages:regles")),
        bouton="Changer le délai",
    )
