"""A declaration read again: the four pages as they were kept, in words, and the story they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from protection.enums import Canal, LieuIncident
from protection.forms.declaration import DangerForm, FaitForm, FaitsForm, PageForm, QuiForm
from protection.selectors.declaration import Choix
from protection.services.declaration import Recit

Contenu = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True)
class Pages:
    """The four pages, bound to what was kept and judged."""

    danger: DangerForm
    qui: QuiForm
    faits: FaitsForm
    fait: FaitForm

    def __iter__(self) -> Iterator[PageForm]:
        return iter((self.danger, self.qui, self.faits, self.fait))

    @property
    def incompletes(self) -> set[str]:
        """The pages where something is missing or wrong."""
        return {form.page for form in self if not form.is_valid()}

    def reponses(self, form: PageForm) -> list[tuple[str, str]]:
        """Return what a page says, in words."""
        if form is self.qui and self.qui.is_valid():
            return _who(self.qui)
        if form is self.fait and self.fait.is_valid():
            return _done(self.fait)
        data = getattr(form, "cleaned_data", {})
        found = []
        for nom, champ in form.fields.items():
            if data.get(nom):
                choices = dict(getattr(champ, "choices", ()) or ())
                found.append((str(champ.label), str(choices.get(data[nom], data[nom]))))
        return found

    def recit(self) -> Recit:
        """Gather the pages; every one is valid."""
        data, texts = self.qui.cleaned_data, self.faits.cleaned_data
        return Recit(
            village=self.qui.village_choisi,
            maison=self.qui.maison_choisie,
            danger=self.danger.cleaned_data["danger"],
            lieu=data["lieu"],
            lieu_precis=data["lieu_precis"] or "",
            survenu_le=data["survenu_le"],
            survenu_heure=data["survenu_heure"],
            constate_le=self.qui.constat,
            faits=texts["faits"],
            circonstances=texts["circonstances"] or "",
            paroles=texts["paroles"] or "",
            avis=texts["avis"] or "",
            mesures=self.fait.cleaned_data["mesures"] or "",
            personnes=self.qui.personnes(),
            alertes=self.fait.alertes(),
        )


def pages_gardees(contenu: Contenu, choix: Choix) -> Pages:
    """Return the pages as they were kept; one never seen is empty."""

    def kept(page: str) -> MultiValueDict:
        found = contenu.get(page, {})
        return MultiValueDict({nom: list(textes) for nom, textes in found.items() if nom != "ajouter"})

    return Pages(
        danger=DangerForm(kept("danger"), choix=choix),
        qui=QuiForm(kept("qui"), choix=choix),
        faits=FaitsForm(kept("faits"), choix=choix),
        fait=FaitForm(kept("fait"), choix=choix),
    )


def _who(form: QuiForm) -> list[tuple[str, str]]:
    data, maison = form.cleaned_data, form.maison_choisie
    place = [LieuIncident(data["lieu"]).label, data["lieu_precis"]]
    found = [
        ("Village", form.village_choisi.nom),
        ("Maison", maison.nom if maison else "Aucune, ou je ne sais pas"),
        ("Où", ", ".join(str(part) for part in place if part)),
        ("Quand", _when(data["survenu_le"], data["survenu_heure"])),
        ("Appris ou vu", _when(data["constate_le"], data["constate_heure"])),
    ]
    noms = {e.pk: nom for e, nom in form.choix.enfants} | {p.pk: nom for p, nom in form.choix.professionnels}
    for une in form.personnes():
        ours = noms[une.enfant.pk] if une.enfant else noms[une.professionnel.pk] if une.professionnel else ""
        nom = ", ".join(part for part in (ours, une.nom) if part) or "On ne sait pas qui"
        found.append((une.role.label[:1].upper() + une.role.label[1:], nom))
    return found


def _done(form: FaitForm) -> list[tuple[str, str]]:
    mesures = form.cleaned_data["mesures"]
    found = [("Fait aussitôt", mesures)] if mesures else []
    for alerte in form.alertes():
        moment = timezone.localtime(alerte.le)
        said = [_when(moment.date(), moment.time()), Canal(alerte.canal).label, alerte.interlocuteur]
        label = form.fields[f"alerte_{alerte.destinataire}"].label
        found.append((str(label), ", ".join(str(part) for part in said if part)))
    return found


def _when(jour: date | None, heure: time | None) -> str:
    if not jour:
        return "Je ne sais pas"
    text = f"{jour:%d/%m/%Y}"
    return f"{text} à {heure:%H h %M}" if heure else text
