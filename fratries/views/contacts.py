"""Who may collect, call or visit a child, and who must not approach."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from enfants.views.onglets import tabs_of
from fratries.forms.famille import ContactForm, FinForm
from fratries.models import PersonneAutorisee
from fratries.selectors.famille import contacts_de, proches_de
from fratries.services.contacts import fixer_contacts, terminer_contact
from fratries.views.acces import enfant_ou_404, vers_contacts
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


@requires("lire_famille_contacts")
@require_safe
def contacts(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show who may do what, the forbidden first; the part of the family a night on duty needs."""
    enfant = enfant_ou_404(request, enfant_id, "lire_famille_contacts")
    found = contacts_de(request.user, enfant, a_venir=True)
    record(
        "famille.contacts_lus",
        enfants=[enfant.pk],
        objets=[vu.contact.pk for vu in found],
        type_objet="fratries.PersonneAutorisee",
    )
    today = aujourdhui()
    contexte = {
        "enfant": enfant,
        "contacts": [vu for vu in found if vu.contact.debut <= today],
        "a_venir": [vu for vu in found if vu.contact.debut > today],
        "lit_famille": request.user.has_perm("lire_famille", enfant),
        "ecrit": request.user.has_perm("ecrire_famille", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "fratries/contacts.html", contexte, fragment="contenu_panneau")


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def fixer(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Set what one relative may do from a day on."""
    enfant = enfant_ou_404(request, enfant_id, "ecrire_famille")
    proches = proches_de(request.user, enfant, "ecrire_famille")
    initial = {"proche": request.GET.get("proche", "")}
    form = ContactForm(request.POST or None, proches=proches, initial=initial)
    record("famille.lecture", enfants=[enfant.pk], objets=list(proches), type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        contact = form.apply(PersonneAutorisee(pk=form.ident, enfant=enfant, proche=form.choisi))
        if form.enregistre(
            lambda: fixer_contacts(acteur=request.user, contact=contact),
            deja=lambda ident: PersonneAutorisee.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            messages.success(request, "Les contacts sont fixés.")
            return redirect("fratries:contacts", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Fixer les contacts",
        chapo="Ce qui valait avant s’arrête la veille. Qui n’est pas inscrit n’est autorisé à rien.",
        retour=vers_contacts(enfant.pk),
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def terminer(request: RequeteConnectee, contact_id: UUID) -> HttpResponse:
    """End what was set for one relative."""
    rows = PersonneAutorisee.objects.visible_to(request.user, "ecrire_famille")
    contact = get_object_or_404(rows, pk=contact_id)
    form = FinForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: terminer_contact(acteur=request.user, contact=contact, fin=form.cleaned_data["fin"])
        )
    ):
        messages.success(request, "La fin est enregistrée.")
        return redirect("fratries:contacts", enfant_id=contact.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Mettre fin à ces contacts",
        chapo="Ensuite, plus rien n’est autorisé ni interdit par cette inscription.",
        retour=vers_contacts(contact.enfant_id),
    )
