"""Papers of a child: the list, filing, versions, download."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import CategorieDocument
from enfants.forms.documents import DepotForm, RechercheDocumentForm, RetraitForm, VersionForm
from enfants.models import DocumentEnfant, Enfant
from enfants.selectors.documents import (
    categories_read,
    categories_to_file,
    matching,
    papers_read,
    shelves_of,
    versions_of,
)
from enfants.selectors.liste_documents import liste_documents
from enfants.services.documents import (
    deposer_document,
    ouvrir_document,
    remplacer_document,
    retirer_document,
)
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.documents.errors import QuarantinedDocumentError, UnavailableDocumentError
from socle.documents.reponses import file_response
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import announce, render_invalid, render_page
from socle.ui.pages import page_saisie


def _child(request: RequeteConnectee, enfant_id: UUID) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)


def _paper(request: RequeteConnectee, enfant: Enfant, document_id: UUID) -> DocumentEnfant:
    rows = DocumentEnfant.objects.readable_by(request.user).select_related("fichier")
    return get_object_or_404(rows, pk=document_id, enfant=enfant)


def _latest(request: RequeteConnectee, enfant: Enfant, document_id: UUID) -> DocumentEnfant:
    """Return a paper this person may change: not writable, or withdrawn, is not there."""
    document = _paper(request, enfant, document_id)
    if document.fichier.retire_le is not None or not request.user.has_perm(
        f"ecrire_{document.categorie}", document
    ):
        raise Http404
    return document


@requires("lire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """List the papers of the categories one reads; words of a title are posted, filters in the address."""
    enfant = _child(request, enfant_id)
    form = RechercheDocumentForm(request.POST if request.method == "POST" else None)
    context = {
        "enfant": enfant,
        "form": form,
        "depot": bool(categories_to_file(request.user, enfant)),
        "lues": [c.label for c in categories_read(request.user, enfant)],
        "onglets": tabs_of(request, enfant),
    }
    if form.is_bound and not form.is_valid():
        return render_invalid(request, "enfants/documents.html", context, fragment="contenu_panneau")
    recherche = form.cleaned_data["q"] if form.is_bound else ""
    everything = papers_read(request.user, enfant)
    liste = liste_documents(
        everything, request.GET, trouves=matching(everything, recherche) if recherche else None
    )
    shelves = shelves_of(liste.lignes)
    ids = [lu.document.pk for lu in liste.lignes]
    record("enfants.documents", objets=ids, enfants=[enfant.pk], type_objet="enfants.DocumentEnfant")
    context |= {"rayons": shelves, "recherche": recherche, "nombre": len(ids), "liste": liste}
    context["sans_antivirus"] = any(lu.non_analyse for rayon in shelves for lu in rayon.documents)
    response = render_page(request, "enfants/documents.html", context, fragment="contenu_panneau")
    return announce(response, f"{len(ids)} document{'s' if len(ids) > 1 else ''}") if recherche else response


@requires("lire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """File a paper in one of the categories one writes."""
    enfant = _child(request, enfant_id)
    categories = categories_to_file(request.user, enfant)
    if not categories:
        raise Http404
    data, files = _sent(request)
    form = DepotForm(data, files=files)
    form.offre(categories)
    retour = reverse("enfants:documents", args=[enfant.pk])
    if request.method == "POST" and form.is_valid():
        categorie = CategorieDocument(form.cleaned_data["categorie"])
        if form.enregistre(
            lambda: deposer_document(
                acteur=request.user,
                enfant=enfant,
                ident=form.ident,
                categorie=categorie,
                titre=form.cleaned_data["titre"],
                date_document=form.cleaned_data["date_document"],
                fichier=form.recu,
            ),
            deja=lambda ident: _is_filed(request, ident),
        ):
            messages.success(request, _filed(request, enfant, categorie))
            return redirect(retour)
    return page_saisie(
        request,
        form,
        titre="Déposer un document",
        chapo=str(enfant.prenom),
        retour=("Documents", retour),
        bouton="Déposer",
        template="enfants/document_deposer.html",
    )


def _sent(request: RequeteConnectee) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _is_filed(request: RequeteConnectee, ident: UUID) -> bool:
    return DocumentEnfant.objects.filter(pk=ident, auteur=request.user).exists()


def _filed(request: RequeteConnectee, enfant: Enfant, categorie: CategorieDocument) -> str:
    if categorie in categories_read(request.user, enfant):
        return "Le document est déposé."
    return f"Le document est classé dans « {categorie.label} ». Vous ne pouvez pas le relire."


@requires("lire_identite")
@require_safe
def document(request: RequeteConnectee, enfant_id: UUID, document_id: UUID) -> HttpResponse:
    """Show one paper and its versions."""
    enfant = _child(request, enfant_id)
    paper = _paper(request, enfant, document_id)
    versions = versions_of(request.user, paper)
    ids = [lu.document.pk for lu in versions]
    record("enfants.documents", objets=ids, enfants=[enfant.pk], type_objet="enfants.DocumentEnfant")
    last = versions[0]
    writes = request.user.has_perm(f"ecrire_{paper.categorie}", paper)
    context = {
        "enfant": enfant,
        "derniere": last,
        "anciennes": versions[1:],
        "modifiable": writes and last.document.fichier.retire_le is None,
        "onglets": tabs_of(request, enfant),
    }
    return render(request, "enfants/document.html", context)


@requires("lire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def remplacer(request: RequeteConnectee, enfant_id: UUID, document_id: UUID) -> HttpResponse:
    """File a new version of a paper."""
    enfant = _child(request, enfant_id)
    paper = _latest(request, enfant, document_id)
    data, files = _sent(request)
    form = VersionForm(data, files=files, initial={"titre": paper.titre})
    retour = reverse("enfants:document", args=[enfant.pk, paper.pk])
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: remplacer_document(
                acteur=request.user,
                document=paper,
                ident=form.ident,
                titre=form.cleaned_data["titre"],
                date_document=form.cleaned_data["date_document"],
                fichier=form.recu,
            ),
            deja=lambda ident: _is_filed(request, ident),
        )
    ):
        messages.success(request, "La nouvelle version est déposée.")
        return redirect("enfants:document", enfant_id=enfant.pk, document_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Nouvelle version",
        chapo=str(paper.titre),
        retour=("Document", retour),
        bouton="Déposer",
        template="enfants/document_deposer.html",
    )


@requires("lire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: RequeteConnectee, enfant_id: UUID, document_id: UUID) -> HttpResponse:
    """Withdraw a paper filed by mistake."""
    enfant = _child(request, enfant_id)
    paper = _latest(request, enfant, document_id)
    form = RetraitForm(_sent(request)[0])
    retour = reverse("enfants:document", args=[enfant.pk, paper.pk])
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: retirer_document(acteur=request.user, document=paper, motif=form.cleaned_data["motif"])
        )
    ):
        messages.success(request, "Le document est retiré.")
        return redirect("enfants:documents", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Retirer ce document",
        chapo=str(paper.titre),
        retour=("Document", retour),
        bouton="Retirer",
    )


@requires("lire_identite")
@never_cache
@require_safe
def telecharger(request: RequeteConnectee, enfant_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Send one version in a stream; its name says the category and the day, never who."""
    enfant = _child(request, enfant_id)
    paper = _paper(request, enfant, document_id)
    try:
        reader = ouvrir_document(acteur=request.user, document=paper)
    except UnavailableDocumentError as error:
        context = {
            "enfant": enfant,
            "quarantaine": isinstance(error, QuarantinedDocumentError),
            "onglets": tabs_of(request, enfant),
        }
        return render(request, "enfants/document_indisponible.html", context, status=HTTPStatus.GONE)
    return file_response(
        reader, type_mime=paper.fichier.type_mime, taille=paper.fichier.taille, nom=_file_name(paper)
    )


def _file_name(paper: DocumentEnfant) -> str:
    day = paper.date_document or paper.depose_le.date()
    return f"{paper.categorie.replace('_', '-')}-{day.isoformat()}"
