"""Audited acts on a child's file."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase, categorie in [
    ("enfants.liste", "a affiché une liste d’enfants", Categorie.IDENTITE),
    ("recherche.enfants", "a trouvé des enfants par leur nom", Categorie.IDENTITE),
    ("enfants.fiche", "a ouvert la fiche d’un enfant", Categorie.IDENTITE),
    ("enfants.dossier_ouvert", "a ouvert le dossier d’un enfant", Categorie.IDENTITE),
    ("enfants.identite_modifiee", "a modifié l’identité d’un enfant", Categorie.IDENTITE),
    ("enfants.sejour_ouvert", "a enregistré une arrivée", Categorie.IDENTITE),
    ("enfants.sejour_termine", "a enregistré un départ", Categorie.IDENTITE),
    ("enfants.chambre", "a dit dans quelle chambre dort un enfant", Categorie.IDENTITE),
    ("journal.ecriture", "a écrit dans le journal", Categorie.JOURNAL),
    ("journal.annulation", "a annulé une note du journal", Categorie.JOURNAL),
    ("journal.correction", "a corrigé une note du journal", Categorie.JOURNAL),
    ("journal.lecture", "a lu une note du journal", Categorie.JOURNAL),
    ("enfants.doublon_ailleurs", "a saisi une identité déjà connue ailleurs", Categorie.IDENTITE),
    ("enfants.retour", "a enregistré un retour", Categorie.JOURNAL),
    ("enfants.absence", "a enregistré une absence", Categorie.JOURNAL),
    ("enfants.compte_lu", "a ouvert la page du compte d’un enfant", Categorie.ACCES),
    ("enfants.compte_ouvert", "a ouvert un compte à un enfant", Categorie.ACCES),
    ("enfants.compte_code", "a redonné un code d’ouverture à un enfant", Categorie.ACCES),
    ("enfants.compte_ferme", "a fermé le compte d’un enfant", Categorie.ACCES),
    ("enfants.compte_rouvert", "a rouvert le compte d’un enfant", Categorie.ACCES),
    ("acces.lecture", "a regardé qui peut voir un dossier", Categorie.ACCES),
    ("exception.lecture", "a lu les exceptions d’un dossier", Categorie.ACCES),
    ("exception.accord", "a ouvert un dossier à un compte, par exception", Categorie.ACCES),
    ("exception.accord_termine", "a mis fin à un accord sur un dossier", Categorie.ACCES),
    ("exception.refus", "a refusé un dossier à un compte", Categorie.ACCES),
    ("exception.refus_leve", "a levé un refus sur un dossier", Categorie.ACCES),
    ("acces.exceptionnel_ouvert", "a ouvert un dossier en accès exceptionnel", Categorie.ACCES),
    ("acces.exceptionnel_sans_suite", "a tenté un accès exceptionnel, sans suite", Categorie.ACCES),
    ("acces.exceptionnel_trop_d_essais", "a tenté trop d’accès exceptionnels", Categorie.ACCES),
    ("acces.exceptionnels_lus", "a lu la liste des accès exceptionnels", Categorie.ACCES),
    ("acces.exceptionnel_ferme", "a fermé un accès exceptionnel", Categorie.ACCES),
    ("destruction.demande", "a demandé la destruction d’une clé", Categorie.ACCES),
    ("destruction.validation", "a validé la destruction d’une clé", Categorie.ACCES),
    ("destruction.annulation", "a annulé la destruction d’une clé", Categorie.ACCES),
    ("destruction.lecture", "a lu les demandes de destruction", Categorie.ACCES),
    ("destruction.executee", "a détruit la clé d’un sujet", Categorie.ACCES),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase, categorie in [
    ("enfants.documents", "a lu la liste des documents d’un enfant", Categorie.IDENTITE),
    ("enfants.sejours", "a lu les séjours d’un enfant", Categorie.IDENTITE),
    ("enfants.fil", "a lu le fil de vie d’un enfant", Categorie.JOURNAL),
    ("enfants.fil_recherche", "a cherché des mots dans le fil de vie d’un enfant", Categorie.JOURNAL),
    ("enfants.relais", "a ouvert le passage de relais", Categorie.JOURNAL),
    ("enfants.relais_lu", "a accusé lecture du passage de relais", Categorie.JOURNAL),
    ("enfants.impression", "a demandé l’impression d’un journal", Categorie.JOURNAL),
    ("enfants.impression_produite", "a imprimé le journal d’un enfant", Categorie.JOURNAL),
    ("enfants.impression_telechargee", "a téléchargé un journal imprimé", Categorie.JOURNAL),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase, categorie in [
    ("agenda.lecture", "a ouvert un agenda", Categorie.IDENTITE),
    ("agenda.abonnement", "a fait une adresse secrète d’agenda", Categorie.ACCES),
    ("agenda.abonnement_revoque", "a supprimé une adresse secrète d’agenda", Categorie.ACCES),
    ("agenda.abonnement_lu", "a suivi l’agenda depuis un téléphone, sans nom", Categorie.IDENTITE),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase, categorie in [
    ("soins.lecture", "a lu les soins d’un enfant", Categorie.SOIN_QUOTIDIEN),
    ("soins.traitements_du_jour", "a ouvert les traitements du jour", Categorie.SOIN_QUOTIDIEN),
    ("soins.allergie", "a noté une allergie", Categorie.SOIN_QUOTIDIEN),
    ("soins.allergie_levee", "a levé une allergie", Categorie.SOIN_QUOTIDIEN),
    ("soins.reperes", "a noté des repères de santé", Categorie.SOIN_QUOTIDIEN),
    ("soins.traitement", "a enregistré un traitement", Categorie.SOIN_QUOTIDIEN),
    ("soins.traitement_modifie", "a modifié un traitement", Categorie.SOIN_QUOTIDIEN),
    ("soins.prise", "a noté une prise donnée", Categorie.SOIN_QUOTIDIEN),
    ("soins.prise_non_donnee", "a noté une prise non donnée", Categorie.SOIN_QUOTIDIEN),
    ("soins.prise_annulee", "a annulé une prise", Categorie.SOIN_QUOTIDIEN),
    ("soins.rendez_vous", "a noté un rendez-vous", Categorie.SOIN_QUOTIDIEN),
    ("sante.lecture", "a lu le dossier médical d’un enfant", Categorie.MEDICAL),
    ("sante.note", "a écrit dans le dossier médical", Categorie.MEDICAL),
    ("sante.vaccination", "a noté une vaccination", Categorie.MEDICAL),
    ("sante.secret_pose", "a noté un secret demandé par le mineur", Categorie.MEDICAL),
    ("sante.secret_leve", "a levé un secret demandé par le mineur", Categorie.MEDICAL),
    ("soins.fiche_urgence", "a demandé une fiche d’urgence", Categorie.SOIN_QUOTIDIEN),
    ("soins.feuille_semaine", "a demandé une feuille de soins", Categorie.SOIN_QUOTIDIEN),
    ("sante.carnet", "a demandé l’impression d’un dossier médical", Categorie.MEDICAL),
    ("soins.impression_produite", "a imprimé des soins", Categorie.SOIN_QUOTIDIEN),
    ("sante.impression_produite", "a imprimé un dossier médical", Categorie.MEDICAL),
    ("soins.impression_telechargee", "a téléchargé des soins imprimés", Categorie.SOIN_QUOTIDIEN),
    ("sante.impression_telechargee", "a téléchargé un dossier médical imprimé", Categorie.MEDICAL),
    ("enfants.presences", "a lu les jours de présence", Categorie.IDENTITE),
    ("enfants.mesures", "a lu les mesures d’un enfant", Categorie.JUSTICE_EXTRAIT),
    ("enfants.mesure_enregistree", "a enregistré une mesure", Categorie.JUSTICE_EXTRAIT),
    ("enfants.mesure_modifiee", "a modifié une mesure", Categorie.JUSTICE_EXTRAIT),
    ("enfants.mesure_levee", "a enregistré la levée d’une mesure", Categorie.JUSTICE_EXTRAIT),
    ("enfants.mesure_rapport", "a noté l’envoi d’un rapport", Categorie.JUSTICE_EXTRAIT),
    ("enfants.interlocuteurs", "a lu les interlocuteurs d’un enfant", Categorie.JUSTICE_EXTRAIT),
    ("enfants.interlocuteur_enregistre", "a enregistré un interlocuteur", Categorie.JUSTICE_EXTRAIT),
    ("enfants.interlocuteur_modifie", "a modifié un interlocuteur", Categorie.JUSTICE_EXTRAIT),
    ("enfants.parcours", "a lu le parcours d’un enfant", Categorie.IDENTITE),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase in [
    ("scolarite.lecture", "a lu la scolarité d’un enfant"),
    ("scolarite.notee", "a noté la scolarité d’un enfant"),
    ("scolarite.plan", "a noté un plan scolaire"),
    ("scolarite.stage", "a noté un stage ou un apprentissage"),
    ("scolarite.voeu", "a noté un vœu d’orientation"),
    ("scolarite.absence", "a noté une absence de l’école"),
    ("scolarite.exclusion", "a noté une exclusion"),
    ("scolarite.suivi_ouvert", "a ouvert un suivi de la présence à l’école"),
    ("scolarite.suivi_etape", "a noté une étape du suivi de la présence à l’école"),
    ("scolarite.suivi_clos", "a clos un suivi de la présence à l’école"),
    ("scolarite.contrat", "a écrit un contrat éducatif"),
    ("scolarite.contrat_signe", "a noté une signature d’un contrat éducatif"),
    ("scolarite.contrat_refuse", "a noté un refus de signer un contrat éducatif"),
    ("scolarite.contrat_commence", "a commencé un contrat éducatif"),
    ("scolarite.contrat_revu", "a noté le bilan d’un contrat éducatif"),
    ("scolarite.contrat_arrete", "a arrêté un contrat éducatif"),
    ("scolarite.contrat_papier", "a demandé l’impression d’un contrat éducatif"),
    ("scolarite.impression_produite", "a imprimé un contrat éducatif"),
    ("scolarite.impression_telechargee", "a téléchargé un contrat éducatif imprimé"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.SCOLARITE))

for code, phrase, categorie in [
    ("entourage.lecture", "a lu les personnes importantes d’un enfant", Categorie.PROJET),
    ("entourage.personne", "a noté une personne importante pour un enfant", Categorie.PROJET),
    ("entourage.reposee", "a reposé la question d’une personne importante", Categorie.PROJET),
    ("entourage.fin", "a noté qu’une personne n’est plus importante", Categorie.PROJET),
    ("entourage.rituels_lus", "a lu une fiche de rituels", Categorie.SOIN_QUOTIDIEN),
    ("entourage.rituels", "a écrit une fiche de rituels", Categorie.SOIN_QUOTIDIEN),
    ("entourage.rituels_relus", "a relu une fiche de rituels sans rien changer", Categorie.SOIN_QUOTIDIEN),
    ("entourage.impression", "a demandé l’impression des rituels d’une maison", Categorie.SOIN_QUOTIDIEN),
    ("histoire.lecture", "a lu l’histoire d’un enfant", Categorie.PROJET),
    ("histoire.moment", "a écrit un moment de l’histoire d’un enfant", Categorie.PROJET),
    ("histoire.retrait", "a retiré un moment de l’histoire d’un enfant", Categorie.PROJET),
    ("histoire.proposition", "a proposé un moment pour son histoire", Categorie.PROJET),
    ("histoire.proposition_reprise", "a repris un moment proposé pour son histoire", Categorie.PROJET),
    ("histoire.livre", "a demandé le livre de l’histoire d’un enfant", Categorie.PROJET),
    ("histoire.impression_produite", "a imprimé l’histoire d’un enfant", Categorie.PROJET),
    ("histoire.impression_telechargee", "a téléchargé l’histoire imprimée d’un enfant", Categorie.PROJET),
    ("image.lecture", "a lu le droit à l’image d’un enfant", Categorie.IDENTITE),
    ("image.accord", "a noté une réponse sur le droit à l’image", Categorie.IDENTITE),
    ("image.retrait", "a noté le retrait d’un droit à l’image", Categorie.IDENTITE),
    ("argent.lecture", "a lu le livre d’argent de poche d’un enfant", Categorie.PROJET),
    ("argent.mouvement", "a noté une ligne d’argent de poche", Categorie.PROJET),
    ("argent.correction", "a annulé une ligne d’argent de poche", Categorie.PROJET),
    ("argent.montant", "a fixé l’argent de poche d’un enfant", Categorie.PROJET),
    ("argent.bareme", "a changé le barème d’argent de poche d’un village", Categorie.ORGANISATION),
    ("argent.releve", "a demandé un relevé d’argent de poche", Categorie.PROJET),
    ("argent.impression_produite", "a imprimé un relevé d’argent de poche", Categorie.PROJET),
    ("argent.impression_telechargee", "a téléchargé un relevé d’argent de poche", Categorie.PROJET),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase in [
    ("admissions.liste", "a affiché les admissions en cours"),
    ("admissions.lue", "a ouvert une admission"),
    ("admissions.preparee", "a préparé une admission"),
    ("admissions.abandonnee", "a abandonné une admission en préparation"),
    ("admissions.titre_annonce", "a noté un titre annoncé par téléphone"),
    ("admissions.etape", "a noté une étape d’une admission"),
    ("admissions.terminee", "a terminé une admission"),
    ("admissions.remise", "a noté ce qui est remis à un enfant ou à ses parents"),
    ("admissions.remise_retiree", "a retiré une remise notée par erreur"),
    ("enfants.depart", "a enregistré la destination d’un départ"),
    ("enfants.depart_lu", "a ouvert la page d’un départ"),
    ("enfants.depart_annule", "a annulé un départ"),
    ("registre.ecriture", "a inscrit un mouvement au registre"),
    ("registre.lecture", "a lu le registre des entrées et des sorties"),
    ("registre.impression", "a demandé l’impression du registre"),
    ("registre.impression_produite", "a reçu l’impression du registre"),
    ("registre.impression_telechargee", "a téléchargé l’impression du registre"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))

register(
    ActionAudit(
        code="enfants.occupation",
        phrase="a lu l’occupation des villages",
        categorie=Categorie.ORGANISATION,
    )
)
