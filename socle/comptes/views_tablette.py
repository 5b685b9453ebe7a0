"""« Qui est là ? », the short code, and the devices of a house."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from socle.comptes import journal, services, sessions
from socle.comptes import tablettes as devices
from socle.comptes.forms import ChoixPINForm, EnrolementForm, PINForm
from socle.comptes.middleware import page_of
from socle.comptes.models import Tablette, Utilisateur
from socle.comptes.requetes import personne

BACKEND = "socle.comptes.backends.ConnexionBackend"


@login_not_required
@require_safe
def qui_est_la(request: HttpRequest) -> HttpResponse:
    """Who may open a session on this tablet tonight; elsewhere, the ordinary sign-in."""
    tablette = devices.tablette_of(request)
    if tablette is None:
        return redirect("account_login")
    provider = devices.maisons()
    openable = devices.openable_by_pin(tablette)
    presents = [
        {"id": present.utilisateur_id, "libelle": present.libelle, "pin": present.utilisateur_id in openable}
        for present in provider.presents(tablette.maison_id)
    ]
    response = render(
        request,
        "comptes/qui_est_la.html",
        {"presents": presents, "maison": provider.libelle(tablette.maison_id), "tablette": tablette},
    )
    jeton = devices.read_cookie(request)
    if jeton:
        devices.set_cookie(response, jeton)
    return response


@login_not_required
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest, utilisateur_id: UUID) -> HttpResponse:
    """Reopen one's own session by short code."""
    tablette = devices.tablette_of(request)
    if tablette is None:
        return redirect("account_login")
    present = next(
        (p for p in devices.maisons().presents(tablette.maison_id) if p.utilisateur_id == utilisateur_id),
        None,
    )
    if present is None:
        raise Http404
    if utilisateur_id not in devices.openable_by_pin(tablette):
        messages.info(request, "Connectez-vous une fois ici avec votre mot de passe et votre code.")
        return redirect("account_login")
    form = PINForm(request.POST or None)
    status = 200
    if request.method == "POST":
        utilisateur = (
            services.ouvrir_par_pin(
                tablette=tablette, utilisateur_id=utilisateur_id, pin=form.cleaned_data["pin"]
            )
            if form.is_valid()
            else None
        )
        if utilisateur is not None:
            return _open_session(request, utilisateur, tablette)
        if utilisateur_id not in devices.openable_by_pin(tablette):
            messages.error(
                request,
                "Code court bloqué après cinq essais. Connectez-vous avec votre mot de passe et votre code.",
            )
            return redirect("account_login")
        form.add_error("pin", "Ce n’est pas le bon code.")
        status = 422
    return render(request, "comptes/ouvrir_pin.html", {"form": form, "present": present}, status=status)


def _open_session(request: HttpRequest, utilisateur: Utilisateur, tablette: Tablette) -> HttpResponse:
    suite = request.session.get(devices.CLE_SUITE, {}).get(str(utilisateur.pk), "/")
    request.session.flush()
    clear_authentication_records(request)
    record_authentication(request, utilisateur, devices.METHODE, tablette=str(tablette.pk))
    login(request, utilisateur, backend=BACKEND)
    if not url_has_allowed_host_and_scheme(suite, None):
        suite = "/"
    return redirect(suite)


@login_required
@sensitive_post_parameters("pin", "confirmation")
@require_http_methods(["GET", "POST"])
def choisir_pin(request: HttpRequest) -> HttpResponse:
    """Choose one's short code, right after a full sign-in on the tablet."""
    tablette = devices.tablette_of(request)
    if tablette is None or not devices.peut_choisir_pin(request):
        raise Http404
    form = ChoixPINForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.choisir_pin(acteur=personne(request), tablette=tablette, pin=form.cleaned_data["pin"])
        messages.success(request, "Votre code court est prêt sur cet appareil.")
        return redirect("/")
    return render(request, "comptes/choisir_pin.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def passer(request: HttpRequest) -> HttpResponse:
    """« Passer la tablette »: close my session here and show who is there."""
    if not devices.is_bound(request):
        raise Http404
    utilisateur_id, suite = personne(request).pk, page_of(request)
    sessions.end(request)
    request.session[devices.CLE_SUITE] = {str(utilisateur_id): suite}
    journal.record_for(utilisateur_id, "comptes.tablette_passee")
    return redirect("comptes_qui_est_la")


@login_required
@require_http_methods(["GET", "POST"])
def tablettes(request: HttpRequest) -> HttpResponse:
    """Devices of the houses I manage; enrol the one in hand."""
    maisons = {maison.id: maison.libelle for maison in devices.maisons().administrees(personne(request))}
    if not maisons:
        raise Http404
    form = EnrolementForm(request.POST or None, maisons=[(str(pk), label) for pk, label in maisons.items()])
    if request.method == "POST" and form.is_valid():
        _tablette, jeton = services.enroler_tablette(
            acteur=personne(request),
            maison_id=form.cleaned_data["maison"],
            libelle=form.cleaned_data["libelle"],
        )
        # The device stays in the house: the chief's session does not stay on it.
        sessions.end(request)
        response = redirect("comptes_qui_est_la")
        devices.set_cookie(response, jeton)
        return response
    lignes = [
        {"tablette": tablette, "maison": maisons[tablette.maison_id]}
        for tablette in Tablette.objects.filter(maison_id__in=maisons, revoquee_le__isnull=True).order_by(
            "enrolee_le"
        )
    ]
    return render(
        request,
        "comptes/tablettes.html",
        {"form": form, "lignes": lignes},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def revoquer(request: HttpRequest, tablette_id: UUID) -> HttpResponse:
    """Revoke a device of a house I manage; any other does not exist."""
    maisons = [maison.id for maison in devices.maisons().administrees(personne(request))]
    tablette = get_object_or_404(Tablette, pk=tablette_id, maison_id__in=maisons, revoquee_le__isnull=True)
    try:
        services.revoquer_tablette(acteur=personne(request), tablette=tablette)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, "La tablette est révoquée. Plus personne ne peut s’en servir.")
    return redirect("comptes_tablettes")
