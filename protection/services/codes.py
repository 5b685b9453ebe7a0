"""Codes of the notices of this app, shared by who gives them and who registers them."""

AVIS_DECLARE = "protection.incident_declare"
AVIS_RETARD = "protection.delai_depasse"
AVIS_CONSIGNE = "protection.consigne"
AVIS_BROUILLON = "protection.brouillon"
AVIS_FUGUE = "protection.fugue"
AVIS_RENTRE = "protection.fugue_rentre"
