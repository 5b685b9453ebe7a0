"""Addresses of the children's files and of the daily log; ids only, never a name."""

from django.urls import path

from enfants.views import (
    acces,
    admission,
    brouillon,
    compte,
    correction,
    destruction,
    documents,
    dossier,
    exceptionnel,
    fil,
    impression,
    journal,
    maison,
    notes,
    relais,
)

app_name = "enfants"

urlpatterns = [
    path("", maison.accueil, name="accueil"),
    path("ma-maison/", maison.ma_maison, name="ma_maison"),
    path("maisons/<uuid:maison_id>/", maison.maison, name="maison"),
    path("maisons/<uuid:maison_id>/journal/", journal.journal, name="journal"),
    path("maisons/<uuid:maison_id>/journal/brouillon/", brouillon.brouillon, name="brouillon"),
    path("journal/", journal.mon_journal, name="mon_journal"),
    path("journal/enregistre/", journal.enregistre, name="enregistre"),
    path("note-rapide/", notes.note_rapide, name="note_rapide"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/annuler/", notes.annuler, name="annuler_note"),
    path("notes/<uuid:note_id>/corriger/", correction.corriger, name="corriger_note"),
    path(
        "notes/<uuid:note_id>/corriger/brouillon/",
        correction.brouillon_correction,
        name="brouillon_correction",
    ),
    path("notes/<uuid:note_id>/corriger/jeter/", correction.jeter_brouillon, name="jeter_correction"),
    # reading a file
    path("enfants/", dossier.liste, name="liste"),
    path("enfants/<uuid:enfant_id>/", dossier.fiche, name="fiche"),
    path("enfants/<uuid:enfant_id>/fil/", fil.fil, name="fil"),
    path("enfants/<uuid:enfant_id>/maisons/", dossier.sejours, name="sejours"),
    path("enfants/<uuid:enfant_id>/impression/", impression.impression, name="impression"),
    path(
        "enfants/<uuid:enfant_id>/impression/<uuid:tache_id>/",
        impression.impression_suivi,
        name="impression_suivi",
    ),
    path(
        "enfants/<uuid:enfant_id>/impression/<uuid:tache_id>/document/",
        impression.impression_document,
        name="impression_document",
    ),
    # papers
    path("enfants/<uuid:enfant_id>/documents/", documents.documents, name="documents"),
    path("enfants/<uuid:enfant_id>/documents/deposer/", documents.deposer, name="deposer_document"),
    path("enfants/<uuid:enfant_id>/documents/<uuid:document_id>/", documents.document, name="document"),
    path(
        "enfants/<uuid:enfant_id>/documents/<uuid:document_id>/fichier/",
        documents.telecharger,
        name="telecharger_document",
    ),
    path(
        "enfants/<uuid:enfant_id>/documents/<uuid:document_id>/remplacer/",
        documents.remplacer,
        name="remplacer_document",
    ),
    path(
        "enfants/<uuid:enfant_id>/documents/<uuid:document_id>/retirer/",
        documents.retirer,
        name="retirer_document",
    ),
    path("relais/", relais.relais, name="relais"),
    path("relais/lu/", relais.relais_lu, name="relais_lu"),
    # access to a file
    path("enfants/<uuid:enfant_id>/qui-peut-voir/", acces.qui_peut_voir, name="qui_peut_voir"),
    path("enfants/<uuid:enfant_id>/compte/", compte.compte, name="compte"),
    path("enfants/<uuid:enfant_id>/exceptions/", acces.exceptions, name="exceptions"),
    path("enfants/<uuid:enfant_id>/exceptions/accorder/", acces.accorder, name="accorder"),
    path("enfants/<uuid:enfant_id>/exceptions/refuser/", acces.refuser, name="refuser"),
    path("exceptions/accords/<uuid:accord_id>/terminer/", acces.fin_accord, name="fin_accord"),
    path("exceptions/refus/<uuid:refus_id>/lever/", acces.fin_refus, name="fin_refus"),
    path("acces-exceptionnel/", exceptionnel.acces_exceptionnel, name="acces_exceptionnel"),
    path("acces-exceptionnels/", exceptionnel.acces_exceptionnels, name="acces_exceptionnels"),
    path(
        "acces-exceptionnels/<uuid:acces_id>/fermer/",
        exceptionnel.fermer,
        name="fermer_acces_exceptionnel",
    ),
    path("destructions/", destruction.destructions, name="destructions"),
    path("destructions/<uuid:demande_id>/", destruction.demande, name="destruction"),
    # receiving a child, stays and absences
    path("enfants/nouveau/", admission.accueillir, name="accueillir"),
    path("enfants/<uuid:enfant_id>/identite/", admission.identite, name="identite"),
    path("enfants/<uuid:enfant_id>/sejour/", admission.sejour, name="sejour"),
    path("enfants/<uuid:enfant_id>/arrivee/", admission.arrivee, name="arrivee"),
    path("enfants/<uuid:enfant_id>/depart/", admission.depart, name="depart"),
    path("enfants/<uuid:enfant_id>/absence/", admission.absence, name="noter_absence"),
    path("absences/<uuid:absence_id>/retour/", admission.retour, name="retour"),
]
