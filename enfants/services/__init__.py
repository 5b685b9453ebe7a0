"""Acts on a child's file, by subject: identity and stays, drafts, the daily log."""

from enfants.services.brouillon_correction import garder_correction, jeter_correction
from enfants.services.brouillons import enregistrer_brouillons, joindre_aux_brouillons
from enfants.services.dossier import (
    DoublonError,
    accueillir,
    admettre,
    annuler_depart,
    changer_de_chambre,
    changer_de_maison,
    modifier_identite,
    noter_absence,
    noter_fugue,
    noter_retour,
    ouvrir_dossier,
    terminer_sejour,
)
from enfants.services.journal import (
    NoteNonSigneeError,
    NoteSigneeError,
    VersionPerimeeError,
    annuler_note,
    corriger_note,
    ecrire_journal,
    ecrire_note_rapide,
    peut_corriger,
)
from enfants.services.saisie import Entree

__all__ = [
    "DoublonError",
    "Entree",
    "NoteNonSigneeError",
    "NoteSigneeError",
    "VersionPerimeeError",
    "accueillir",
    "admettre",
    "annuler_depart",
    "annuler_note",
    "changer_de_chambre",
    "changer_de_maison",
    "corriger_note",
    "ecrire_journal",
    "ecrire_note_rapide",
    "enregistrer_brouillons",
    "garder_correction",
    "jeter_correction",
    "joindre_aux_brouillons",
    "modifier_identite",
    "noter_absence",
    "noter_fugue",
    "noter_retour",
    "ouvrir_dossier",
    "peut_corriger",
    "terminer_sejour",
]
