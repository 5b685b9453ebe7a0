"""Names for invented people by the thousand."""

from __future__ import annotations

from enfants.enums import Sexe

PRENOMS: dict[Sexe, tuple[str, ...]] = {
    Sexe.FILLE: (
        "Adèle", "Aïcha", "Alma", "Aminata", "Anna", "Camille", "Clémence", "Diane", "Élise", "Emma",
        "Fanta", "Gabrielle", "Hana", "Iris", "Jeanne", "Kenza", "Léonie", "Lina", "Louise", "Maïa",
        "Margaux", "Maryam", "Mathilde", "Nina", "Ophélie", "Pauline", "Romane", "Salomé", "Thaïs", "Yasmine",
    ),
    Sexe.GARCON: (
        "Aaron", "Adam", "Aliou", "Anton", "Basile", "Cédric", "Clément", "Djibril", "Élie", "Enzo", "Éric",
        "Farid", "Gabin", "Hugo", "Idriss", "Joachim", "Kylian", "Léon", "Lucas", "Marius", "Mehdi", "Nathan",
        "Oscar", "Paul", "Raphaël", "Sacha", "Timéo", "Victor", "Wassim", "Zacharie",
    ),
}  # fmt: skip
NOMS = (
    "Abadie", "Barbier", "Bensaïd", "Bertin", "Besson", "Camara", "Chevalier", "Colin", "Coulibaly", "Da Costa",
    "Delmas", "Diallo", "Dumas", "Faure", "Fernandes", "Gauthier", "Giraud", "Guérin", "Haddad", "Hamel",
    "Jacquet", "Kaya", "Keïta", "Lacroix", "Laîné", "Le Roux", "Lévêque", "Maillard", "Marchal", "Masson",
    "Mercier", "Mohamed", "Moulin", "N’Guessan", "Noël", "Ollivier", "Pelletier", "Pereira", "Perrin",
    "Picard", "Poirier", "Prévost", "Rey", "Rivière", "Roussel", "Salmon", "Sanchez", "Sissoko", "Tanguy",
    "Tessier", "Touré", "Vallée", "Vidal", "Weber", "Yilmaz", "Zidi",
)  # fmt: skip
