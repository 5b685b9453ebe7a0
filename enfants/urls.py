"""Addresses of the children's files and of the daily log; ids only, never a name."""

from django.urls import path

from enfants.views import (
    acces,
    admission,
    brouillon,
    destruction,
    dossier,
    exceptionnel,
    fil,
    impression,
    interlocuteurs,
    journal,
    maison,
    mesures,
    notes,
    parcours,
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
    path("notes/<uuid:note_id>/corriger/", notes.corriger, name="corriger_note"),
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
    # measures, people outside, deadlines
    path("enfants/<uuid:enfant_id>/echeances/", parcours.echeances, name="echeances"),
    path("enfants/<uuid:enfant_id>/parcours/", parcours.parcours, name="parcours"),
    path("enfants/<uuid:enfant_id>/mesures/", mesures.mesures, name="mesures"),
    path("enfants/<uuid:enfant_id>/mesures/nouvelle/", mesures.nouvelle_mesure, name="nouvelle_mesure"),
    path("mesures/<uuid:mesure_id>/modifier/", mesures.modifier_mesure, name="modifier_mesure"),
    path("mesures/<uuid:mesure_id>/renouveler/", mesures.renouveler_mesure, name="renouveler_mesure"),
    path("mesures/<uuid:mesure_id>/levee/", mesures.lever, name="lever_mesure"),
    path("mesures/<uuid:mesure_id>/rapport/", mesures.rapport, name="rapport_mesure"),
    path("enfants/<uuid:enfant_id>/interlocuteurs/", interlocuteurs.interlocuteurs, name="interlocuteurs"),
    path(
        "enfants/<uuid:enfant_id>/interlocuteurs/nouveau/",
        interlocuteurs.nouvel_interlocuteur,
        name="nouvel_interlocuteur",
    ),
    path(
        "interlocuteurs/<uuid:interlocuteur_id>/modifier/",
        interlocuteurs.modifier_interlocuteur,
        name="modifier_interlocuteur",
    ),
    path("relais/", relais.relais, name="relais"),
    path("relais/lu/", relais.relais_lu, name="relais_lu"),
    # access to a file
    path("enfants/<uuid:enfant_id>/qui-peut-voir/", acces.qui_peut_voir, name="qui_peut_voir"),
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
