"""« Traitements du jour »: two taps a dose, a reason when it was not given, ten minutes to undo."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import Moment
from enfants.forms.soins import DoseForm, NonDonneForm
from enfants.mentions import noms_distincts
from enfants.models import Prise, Traitement
from enfants.moments import RECUL
from enfants.selectors.maison import maisons_visibles
from enfants.selectors.traitements import (
    Dose,
    allergies_de,
    journee_de_soins,
    maison_de,
    soins_en_bref,
    une_dose,
)
from enfants.services.prises import (
    PriseDejaNoteeError,
    PriseSigneeError,
    TraitementChangeError,
    annuler_prise,
    noter_prise,
)
from enfants.views.si_besoin import retour_de
from socle.audit.services import record
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import jour_de_soiree
from socle.ui.htmx import announce, focus_on, render_page, wants_fragment

SIGNEE = (
    "Cette prise est signée : les dix minutes sont passées. Si c’est une erreur, racontez-la dans une note et "
    "prévenez l’infirmerie."
)


@requires("lire_soin_quotidien")
@require_safe
def mes_traitements(request: RequeteConnectee) -> HttpResponse:
    """The one house of the person, or the list of those they reach."""
    jour = jour_de_soiree()
    houses = list(maisons_visibles(request.user, "lire_soin_quotidien")[:2])
    if len(houses) == 1:
        return redirect("enfants:traitements_du_jour", maison_id=houses[0].pk)
    context = {"maisons": soins_en_bref(request.user, jour), "jour": jour}
    return render(request, "enfants/traitements.html", context)


@requires("lire_soin_quotidien")
@require_safe
def du_jour(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The doses of one house, moment by moment; yesterday's may still be noted."""
    house = get_object_or_404(maisons_visibles(request.user, "lire_soin_quotidien"), pk=maison_id)
    today = jour_de_soiree()
    asked = _day(request.GET.get("jour", "")) or today
    jour = min(asked, today)
    page = journee_de_soins(request.user, house, jour)
    record("soins.traitements_du_jour", enfants=page.enfants, type_objet="enfants.Traitement")
    context = {
        "page": page,
        "jour": jour,
        "aujourdhui": jour == today,
        "veille": jour - RECUL if jour == today else None,
        "de_la_veille": jour == today - RECUL,
        "seule": not maisons_visibles(request.user, "lire_soin_quotidien").exclude(pk=house.pk).exists(),
    }
    return render(request, "enfants/traitements_du_jour.html", context)


def _day(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def prise(request: RequeteConnectee, traitement_id: UUID) -> HttpResponse:
    """First tap: ask, with the dose and the allergies; second tap: note it, once."""
    traitement, jour, moment = _dose(request, traitement_id)
    if request.method != "POST":
        return _ask(request, traitement, jour, moment)
    try:
        noter_prise(
            acteur=request.user, traitement=traitement, jour=jour, moment=moment, version_lue=_read(request)
        )
    except TraitementChangeError:
        traitement.refresh_from_db()
        return _ask(request, traitement, jour, moment, refus="change")
    except PriseDejaNoteeError:
        return _ask(request, traitement, jour, moment, refus="deja")
    except ValidationError as erreur:
        return _ask(request, traitement, jour, moment, refus=erreur.messages[0])
    return _done(request, traitement, jour, moment, "C’est noté : donné.")


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def non_donne(request: RequeteConnectee, traitement_id: UUID) -> HttpResponse:
    """Say why a dose was not given; the reason is required."""
    traitement, jour, moment = _dose(request, traitement_id)
    form = NonDonneForm(request.POST if request.method == "POST" else None)
    refus = ""
    if request.method == "POST" and form.is_valid():
        try:
            noter_prise(
                acteur=request.user,
                traitement=traitement,
                jour=jour,
                moment=moment,
                version_lue=_read(request),
                etat=form.etat,
                raison=form.motif,
                precision=form.cleaned_data["precision"],
            )
        except PriseDejaNoteeError:
            return _ask(request, traitement, jour, moment, refus="deja")
        except TraitementChangeError:
            traitement.refresh_from_db()
            refus = "change"
        except ValidationError as erreur:
            for champ, messages in getattr(erreur, "message_dict", {None: erreur.messages}).items():
                form.add_error(champ if champ in form.fields else None, messages)
        else:
            return _back(traitement, jour, moment)
    dose = une_dose(request.user, traitement, _name(traitement), jour, moment)
    _record_reading(traitement)
    context = {
        "dose": dose,
        "form": form,
        "retour": _address(traitement, jour, moment),
        "refus": refus,
        "pleine_page": True,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "enfants/non_donne.html", context, status=status)


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, prise_id: UUID) -> HttpResponse:
    """Take back one's own dose within ten minutes; afterwards say that it is signed."""
    rows = Prise.objects.visible_to(request.user, "ecrire_soin_quotidien")
    found: Prise = get_object_or_404(rows.select_related("traitement__enfant"), pk=prise_id)
    if found.auteur_id != request.user.pk:
        raise Http404
    if found.moment is None:
        return _take_back(request, found)
    traitement, jour, moment = found.traitement, found.jour, Moment(found.moment)
    if request.method != "POST":
        return _ask(request, traitement, jour, moment)
    try:
        annuler_prise(acteur=request.user, prise=found)
    except PriseSigneeError:
        return _ask(request, traitement, jour, moment, refus="signee")
    return _done(request, traitement, jour, moment, "C’est annulé : rien n’est noté.")


# --- inside ---------------------------------------------------------------------------


def _take_back(request: RequeteConnectee, found: Prise) -> HttpResponse:
    """Take back a dose given on demand; the page of the house says what became of it."""
    if request.method == "POST":
        try:
            annuler_prise(acteur=request.user, prise=found)
        except PriseSigneeError:
            messages.warning(request, SIGNEE)
        else:
            messages.success(request, "C’est annulé : rien n’est noté.")
    return redirect(retour_de(found.traitement))


def _dose(request: RequeteConnectee, traitement_id: UUID) -> tuple[Traitement, date, Moment]:
    rows = Traitement.objects.visible_to(request.user, "ecrire_soin_quotidien").select_related("enfant")
    traitement: Traitement = get_object_or_404(rows, pk=traitement_id, si_besoin=False)
    form = DoseForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    jour, moment = form.dose(traitement)
    if moment not in traitement.moments:
        raise Http404
    return traitement, jour, moment


def _read(request: RequeteConnectee) -> int:
    """The number of the treatment that was on the screen."""
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() else 0


def _name(traitement: Traitement) -> str:
    return noms_distincts([traitement.enfant]).get(traitement.enfant_id, PHRASE_ILLISIBLE)


def _record_reading(traitement: Traitement) -> None:
    record(
        "soins.lecture",
        objets=[traitement.pk],
        enfants=[traitement.enfant_id],
        type_objet="enfants.Traitement",
    )


def _address(traitement: Traitement, jour: date, moment: Moment) -> str:
    """Where one came from: the day of the house, at this dose."""
    house = maison_de(traitement.enfant, jour)
    if house is None:
        return reverse("enfants:soins", args=[traitement.enfant_id])
    day = "" if jour == jour_de_soiree() else f"?jour={jour.isoformat()}"
    return f"{reverse('enfants:traitements_du_jour', args=[house.pk])}{day}#dose-{traitement.pk}-{moment}"


def _back(traitement: Traitement, jour: date, moment: Moment) -> HttpResponse:
    return redirect(_address(traitement, jour, moment))


def _ask(
    request: RequeteConnectee, traitement: Traitement, jour: date, moment: Moment, *, refus: str = ""
) -> HttpResponse:
    dose = une_dose(request.user, traitement, _name(traitement), jour, moment)
    _record_reading(traitement)
    context = {
        "dose": dose,
        "refus": refus,
        "allergies": allergies_de(request.user, [traitement.enfant_id]).get(traitement.enfant_id, []),
        "retour": _address(traitement, jour, moment),
        "pleine_page": not wants_fragment(request),
    }
    # htmx swaps an invalid form, and takes any other refusal for a failure.
    refused = HTTPStatus.UNPROCESSABLE_ENTITY if wants_fragment(request) else HTTPStatus.CONFLICT
    status = refused if refus else HTTPStatus.OK
    response = render_page(request, "enfants/prise.html", context, fragment="dose", status=status)
    return focus_on(response, f"#dose-{dose.cle} h3")


def _done(
    request: RequeteConnectee, traitement: Traitement, jour: date, moment: Moment, phrase: str
) -> HttpResponse:
    if not wants_fragment(request):
        return _back(traitement, jour, moment)
    dose: Dose = une_dose(request.user, traitement, _name(traitement), jour, moment)
    response = render(request, "enfants/_dose.html", {"dose": dose})
    return announce(focus_on(response, f"#dose-{dose.cle} h3"), phrase)
