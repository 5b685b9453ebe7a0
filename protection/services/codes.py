"""Codes of the notices of this app, shared by who gives them and who registers them."""

AVIS_DECLARE = "protection.incident_declare"
AVIS_RETARD = "protection.delai_depasse"
AVIS_CONSIGNE = "protection.consigne"
AVIS_BROUILLON = "protection.brouillon"
AVIS_BROUILLON_FUGUE = "protection.brouillon_fugue"
AVIS_FUGUE = "protection.fugue"
AVIS_RENTRE = "protection.fugue_rentre"
AVIS_ALERTE = "protection.alerte"

#: Where the number of a text message to the on-call chain is read.
SOURCE_APPEL = "protection.appel"
