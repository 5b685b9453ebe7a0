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
    interlocuteurs,
    journal,
    maison,
    mesures,
    notes,
    papiers,
    presences,
    parcours,
    relais,
    sante,
    soins,
    traitements,
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
    # daily care
    path("traitements/", traitements.mes_traitements, name="mes_traitements"),
    path("maisons/<uuid:maison_id>/traitements/", traitements.du_jour, name="traitements_du_jour"),
    path("traitements/<uuid:traitement_id>/prise/", traitements.prise, name="prise"),
    path("traitements/<uuid:traitement_id>/non-donne/", traitements.non_donne, name="non_donne"),
    path("prises/<uuid:prise_id>/annuler/", traitements.annuler, name="annuler_prise"),
    path("enfants/<uuid:enfant_id>/soins/", soins.soins, name="soins"),
    path("enfants/<uuid:enfant_id>/soins/allergie/", soins.nouvelle_allergie, name="nouvelle_allergie"),
    path("allergies/<uuid:allergie_id>/", soins.allergie, name="allergie"),
    path("allergies/<uuid:allergie_id>/lever/", soins.lever_allergie, name="lever_allergie"),
    path("enfants/<uuid:enfant_id>/soins/reperes/", soins.reperes, name="reperes_sante"),
    path("enfants/<uuid:enfant_id>/soins/traitement/", soins.nouveau_traitement, name="nouveau_traitement"),
    path("traitements/<uuid:traitement_id>/", soins.traitement, name="traitement"),
    path(
        "enfants/<uuid:enfant_id>/soins/rendez-vous/", soins.nouveau_rendez_vous, name="nouveau_rendez_vous"
    ),
    path("rendez-vous/<uuid:rendez_vous_id>/", soins.rendez_vous, name="rendez_vous"),
    # medical file
    path("enfants/<uuid:enfant_id>/sante/", sante.sante, name="sante"),
    path("enfants/<uuid:enfant_id>/sante/note/", sante.nouvelle_note, name="nouvelle_note_medicale"),
    path(
        "enfants/<uuid:enfant_id>/sante/vaccination/", sante.nouvelle_vaccination, name="nouvelle_vaccination"
    ),
    path("notes-medicales/<uuid:note_medicale_id>/secret/", sante.secret_note, name="secret_note_medicale"),
    path("vaccinations/<uuid:vaccination_id>/secret/", sante.secret_vaccination, name="secret_vaccination"),
    # papers, presence
    path("enfants/<uuid:enfant_id>/fiche-urgence/", papiers.fiche_urgence, name="fiche_urgence"),
    path("enfants/<uuid:enfant_id>/sante/impression/", papiers.carnet, name="carnet"),
    path("maisons/<uuid:maison_id>/feuille-de-soins/", papiers.feuille_soins, name="feuille_soins"),
    path("papiers/<uuid:tache_id>/", papiers.papier, name="papier"),
    path("papiers/<uuid:tache_id>/document/", papiers.papier_document, name="papier_document"),
    path("presences/", presences.presences, name="presences"),
]
