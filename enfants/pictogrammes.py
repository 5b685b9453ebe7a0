"""Pictograms beside the words of the closed lists; a picture never stands alone."""

from __future__ import annotations

from enfants.enums import Humeur, NatureNote, Theme

ICONES_THEME: dict[str, str] = {
    Theme.SANTE: "stethoscope",
    Theme.ECOLE: "school",
    Theme.FAMILLE: "users-round",
    Theme.FRATRIE: "heart-handshake",
    Theme.LOISIRS: "bike",
    Theme.SOMMEIL: "moon",
    Theme.REPAS: "utensils",
    Theme.AUTONOMIE: "sprout",
    Theme.PAROLE: "message-circle",
}

ICONES_HUMEUR: dict[str, str] = {
    Humeur.JOYEUX: "laugh",
    Humeur.CALME: "smile",
    Humeur.FATIGUE: "meh",
    Humeur.INQUIET: "annoyed",
    Humeur.TRISTE: "frown",
    Humeur.EN_COLERE: "angry",
}

ICONES_NATURE: dict[str, str] = {
    NatureNote.JOURNAL_DU_SOIR: "notebook-pen",
    NatureNote.NOTE_RAPIDE: "pencil-line",
}
