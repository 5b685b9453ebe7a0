"""Audited acts on a child's file."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase, categorie in [
    ("enfants.liste", "a affiché une liste d’enfants", Categorie.IDENTITE),
    ("enfants.fiche", "a ouvert la fiche d’un enfant", Categorie.IDENTITE),
    ("enfants.dossier_ouvert", "a ouvert le dossier d’un enfant", Categorie.IDENTITE),
    ("enfants.identite_modifiee", "a modifié l’identité d’un enfant", Categorie.IDENTITE),
    ("enfants.sejour_ouvert", "a enregistré une arrivée", Categorie.IDENTITE),
    ("enfants.sejour_termine", "a enregistré un départ", Categorie.IDENTITE),
    ("journal.ecriture", "a écrit dans le journal", Categorie.JOURNAL),
    ("journal.annulation", "a annulé une note du journal", Categorie.JOURNAL),
    ("journal.correction", "a corrigé une note du journal", Categorie.JOURNAL),
    ("journal.lecture", "a lu une note du journal", Categorie.JOURNAL),
    ("enfants.doublon_ailleurs", "a saisi une identité déjà connue ailleurs", Categorie.IDENTITE),
    ("enfants.retour", "a enregistré un retour", Categorie.JOURNAL),
    ("enfants.absence", "a enregistré une absence", Categorie.JOURNAL),
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
