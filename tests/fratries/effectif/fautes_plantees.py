"""The 23 faults planted in the second workbook: sheet, line, column."""

PLANTEES = {
    ("Enfants", 3, "Maison"),
    ("Enfants", 4, "Né(e) le"),
    ("Enfants", 5, "Né(e) le"),
    ("Enfants", 6, "Prénom(s)"),
    ("Enfants", 7, "N° dossier"),
    ("Enfants", 8, "Sorti(e) le"),
    ("Enfants", 9, "Sexe"),
    ("Enfants", 10, "Né(e) le"),
    ("Enfants", 11, "Lien dans la fratrie"),
    ("Enfants", 12, "Département"),
    ("Enfants", 20, ""),
    ("Enfants", 21, ""),
    ("Mesures", 3, "N° dossier"),
    ("Mesures", 4, "Fin"),
    ("Mesures", 5, "Type de mesure"),
    ("Mesures", 6, "Fin"),
    ("Professionnels", 3, "Fonction"),
    ("Professionnels", 4, "Fonction"),
    ("Professionnels", 5, "Courriel"),
    ("Professionnels", 6, "Maison ou village"),
    ("Maisons", 3, "Places"),
    ("Proches", 3, "Autorité parentale"),
    ("Proches", 4, "Téléphone"),
}

#: The child of line 7 bears the number of another, so that nobody bears D-2006, which these rows cite.
SUITES = {("Mesures", 7, "N° dossier"), ("Proches", 11, "N° dossier"), ("Proches", 12, "N° dossier")}
