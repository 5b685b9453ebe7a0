"""The steps of one admission, and what is handed over on arrival."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import Destinataire, TitreAnnonce
from enfants.etapes import etapes_de, manquantes
from enfants.forms.depart import RemiseForm, TitreAnnonceForm
from enfants.models import Admission, Enfant, Remise
from enfants.selectors.admission import A_L_ARRIVEE, ENSUITE, lignes_de, remises_de
from enfants.services import admission as actes
from enfants.views.remises import saisir_remise
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie


def _admission(request: RequeteConnectee, ident: UUID, permission: str) -> Admission:
    rows = Admission.objects.visible_to(request.user, permission)
    return get_object_or_404(rows.select_related("enfant", "sejour__maison"), pk=ident)


def _read(admission: Admission) -> None:
    record(
        "admissions.lue",
        objets=[admission.pk],
        enfants=[admission.enfant_id],
        type_objet="enfants.Admission",
    )


def _page(admission: Admission) -> str:
    return reverse("enfants:admission", args=[admission.pk])


@requires("lire_identite")
@require_safe
def admission_de(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Lead to the last admission of a child."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    rows = Admission.objects.visible_to(request.user, "lire_identite").filter(enfant=enfant)
    last = rows.order_by("sejour__debut", "id").last()
    if last is None:
        return redirect("enfants:sejour", enfant_id=enfant.pk)
    return redirect(_page(last))


@requires("lire_identite")
@require_safe
def admission(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """Every step, what is done and what is missing; each leads to its own page."""
    found = _admission(request, admission_id, "lire_identite")
    steps = etapes_de(request.user, [found])[found.pk]
    _read(found)
    contexte = {
        "admission": found,
        "etapes": steps,
        "faites": sum(etape.faite for etape in steps),
        "manque": manquantes(steps),
        "sans_titre": [etape for etape in steps if etape.urgente and not etape.faite],
        "ecrit": request.user.has_perm("ecrire_identite", found),
    }
    return render(request, "enfants/admission.html", contexte)


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def annoncer_titre(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """The call in the night: who, what, when. The paper stays awaited."""
    found = _admission(request, admission_id, "ecrire_identite")
    initial = {}
    if found.annonce_le is not None:
        local = timezone.localtime(found.annonce_le)
        initial = {
            "titre": found.titre_annonce,
            "par": found.annonce_par,
            "le": local.date(),
            "heure": local.time(),
        }
    form = TitreAnnonceForm(request.POST or None, initial=initial)
    _read(found)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: actes.annoncer_titre(
                acteur=request.user,
                admission=found,
                titre=TitreAnnonce(form.cleaned_data["titre"]),
                par=form.cleaned_data["par"],
                le=form.moment,
            )
        )
    ):
        messages.success(request, "C’est noté. L’écrit reste à verser au dossier.")
        return redirect(_page(found))
    return page_saisie(
        request,
        form,
        titre="Titre annoncé par téléphone",
        chapo="L’enfant est accueilli ; le séjour reste sans titre jusqu’à l’écrit.",
        retour=(str(found.enfant.prenom), _page(found)),
    )


@requires("ecrire_identite")
def sans_fratrie(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """« Aucun frère ni sœur connu », or its contrary."""
    found = _admission(request, admission_id, "ecrire_identite")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        actes.noter_sans_fratrie(acteur=request.user, admission=found, sans=request.POST.get("sans") == "oui")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect(_page(found))


@requires("ecrire_identite")
def terminer(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """Finish the admission; what is missing is named."""
    found = _admission(request, admission_id, "ecrire_identite")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        actes.terminer_admission(acteur=request.user, admission=found)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, "L’admission est terminée.")
    return redirect(_page(found))


@requires("lire_identite")
@require_safe
def remises(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """What was handed over, told or offered, and what comes in the first months."""
    found = _admission(request, admission_id, "lire_identite")
    given = remises_de(request.user, [found.sejour_id])
    _read(found)
    contexte = {
        "admission": found,
        "arrivee": lignes_de(given, A_L_ARRIVEE),
        "ensuite": lignes_de(given, ENSUITE),
        "ecrit": request.user.has_perm("ecrire_identite", found),
    }
    return render(request, "enfants/remises.html", contexte)


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def noter_remise(request: RequeteConnectee, admission_id: UUID) -> HttpResponse:
    """Several papers handed over at once, to one or two people."""
    found = _admission(request, admission_id, "ecrire_identite")
    form = RemiseForm(
        request.POST or None,
        pieces=[*A_L_ARRIVEE, *ENSUITE],
        destinataires=[Destinataire.ENFANT, Destinataire.TITULAIRE],
    )
    _read(found)
    return saisir_remise(
        request,
        form,
        found.sejour,
        titre="Noter ce qui est remis",
        chapo="Dit ou remis aujourd’hui, par vous.",
        retour=("Papiers remis", reverse("enfants:remises", args=[found.pk])),
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_remise(request: RequeteConnectee, remise_id: UUID) -> HttpResponse:
    """Take back what was noted by mistake."""
    rows = Remise.objects.visible_to(request.user, "ecrire_identite").select_related("enfant")
    remise = get_object_or_404(rows, pk=remise_id)
    back = reverse("enfants:admission_de", args=[remise.enfant_id])
    record("admissions.lue", objets=[remise.pk], enfants=[remise.enfant_id], type_objet="enfants.Remise")
    if request.method == "POST":
        actes.retirer_remise(acteur=request.user, remise=remise)
        messages.success(request, "C’est retiré.")
        return redirect(back)
    contexte = {
        "titre": "Noté par erreur ?",
        "phrase": f"« {remise.get_piece_display()} » ne comptera plus comme remis.",
        "libelle": "Retirer",
        "genre": "danger",
        "action": request.path,
        "retour": back,
    }
    return render(request, "ui/confirmation.html", contexte)
