"""The agenda: of a house or a village, of one child, and the secret address that a telephone follows."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.request import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enfants.forms.agenda import lire_regard
from enfants.ical import calendrier
from enfants.models import AbonnementAgenda, Enfant
from enfants.selectors.maison import maisons_visibles
from enfants.selectors.semaine import demande_d_un_enfant, demande_des_maisons, lieux_de, ranger
from enfants.services.agenda import abonnement_de, abonner, noter_lecture, revoquer
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.contexte import acting_as
from socle.habilitations.decorators import RequeteConnectee, anonymous_ok, requires
from socle.outils.dates import aujourdhui
from socle.ui.agenda import read_events, show_events
from socle.ui.htmx import render_page

#: What a telephone is given: a little of what has been, two months of what comes.
PASSE, AVENIR = timedelta(days=7), timedelta(days=62)


@requires("lire_identite")
@require_safe
def agenda(request: RequeteConnectee) -> HttpResponse:
    """Show a week or a day of a house or of a village."""
    lieux = lieux_de(request.user)
    regard = lire_regard(request.GET, lieux)
    houses = regard.lieu.maisons if regard.lieu else frozenset()
    demande = demande_des_maisons(request.user, houses, regard.debut, regard.fin)
    record("agenda.lecture", enfants=list(demande.enfants), type_objet="enfants.Enfant")
    contexte = {
        "lieux": lieux,
        "regard": regard,
        "semaine": ranger(show_events(demande), regard.debut, regard.fin),
    }
    return render(request, "enfants/agenda.html", contexte)


@requires("lire_identite")
@require_safe
def agenda_enfant(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show a week or a day of one child."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    regard = lire_regard(request.GET)
    record("agenda.lecture", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    events = show_events(demande_d_un_enfant(request.user, enfant, regard.debut, regard.fin))
    contexte = {
        "enfant": enfant,
        "regard": regard,
        "semaine": ranger(events, regard.debut, regard.fin),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/agenda_enfant.html", contexte, fragment="contenu_panneau")


@requires("lire_identite")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def abonnements(request: RequeteConnectee) -> HttpResponse:
    """List one's secret addresses and make one; its secret is on the answer, once."""
    houses = list(maisons_visibles(request.user, "lire_identite"))
    erreur = ""
    if request.method == "POST":
        wanted = request.POST.get("maison", "")
        maison = next((house for house in houses if str(house.pk) == wanted), None)
        try:
            if wanted and maison is None:
                raise ValidationError("Cette maison n’est pas à votre portée.")
            _, jeton = abonner(acteur=request.user, maison=maison)
        except ValidationError as error:
            erreur = " ".join(error.messages)
        else:
            adresse = request.build_absolute_uri(reverse("enfants:agenda_ics", args=[jeton]))
            return render(request, "enfants/abonnement_adresse.html", {"adresse": adresse})
    mine = AbonnementAgenda.objects.filter(utilisateur=request.user, revoque_le__isnull=True)
    contexte = {
        "abonnements": mine.select_related("maison").order_by("-cree_le", "id"),
        "maisons": houses,
        "erreur": erreur,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if erreur else HTTPStatus.OK
    return render(request, "enfants/abonnements.html", contexte, status=status)


@requires("lire_identite")
@require_POST
def revoquer_abonnement(request: RequeteConnectee, abonnement_id: UUID) -> HttpResponse:
    """Close one of one's own addresses."""
    abonnement = get_object_or_404(AbonnementAgenda, pk=abonnement_id, utilisateur=request.user)
    revoquer(acteur=request.user, abonnement=abonnement)
    messages.success(request, "L’adresse est supprimée : le calendrier qui la suivait ne recevra plus rien.")
    return redirect("enfants:abonnements")


@anonymous_ok(
    raison="a telephone's calendar has no session: the secret in the address opens it, and nobody is named"
)
@never_cache
@require_safe
def agenda_ics(request: HttpRequest, jeton: str) -> HttpResponse:
    """Give the calendar a secret address stands for, with the rights its owner has at this moment.

    Anything that does not open it is the same 404.
    """
    abonnement = abonnement_de(jeton)
    if abonnement is None:
        raise Http404
    user, today = abonnement.utilisateur, aujourdhui()
    with acting_as(user):
        houses = maisons_visibles(user, "lire_identite")
        if abonnement.maison is not None:
            houses = houses.filter(pk=abonnement.maison.pk)
        reached = frozenset(houses.values_list("pk", flat=True))
        if not reached:
            raise Http404
        demande = demande_des_maisons(user, reached, today - PASSE, today + AVENIR)
        events = [event for _, event in read_events(demande)]
        noter_lecture(abonnement, sorted({child for event in events for child in event.enfants}))
    answer = HttpResponse(
        calendrier(events, jeton=jeton, adresse=request.build_absolute_uri(reverse("enfants:agenda"))),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return answer
