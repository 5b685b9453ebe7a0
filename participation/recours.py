"""Whom a child may turn to, inside and outside the association (CASF L311-5, L226-8; CC 375)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recours:
    """One door: who, what for, and the number when there is one that anyone may call."""

    qui: str
    pourquoi: str
    numero: str = ""


RECOURS: tuple[tuple[str, tuple[Recours, ...]], ...] = (
    (
        "Près de moi",
        (
            Recours(
                "Ton référent",
                "La personne de l’aide sociale à l’enfance qui suit ce qui est décidé pour toi.",
            ),
            Recours("La direction du village", "Quand quelque chose ne va pas dans ta maison."),
            Recours(
                "Le référent protection de l’association", "Quelqu’un qui ne travaille pas dans ton village."
            ),
        ),
    ),
    (
        "Des personnes de l’extérieur",
        (
            Recours(
                "La personne qualifiée",
                "Elle est choisie par le préfet et le département, et elle te répond.",
            ),
            Recours("Le juge des enfants", "Tu peux lui écrire toi-même."),
            Recours("Un avocat", "Il parle pour toi. C’est gratuit pour un enfant."),
            Recours("Le Défenseur des enfants", "Quand tes droits ne sont pas respectés.", "09 69 39 00 00"),
            Recours("La CADA et la CNIL", "Quand on refuse de te montrer ce qui est écrit sur toi."),
        ),
    ),
    (
        "Des numéros à appeler",
        (
            Recours("Quand quelqu’un te fait du mal sur Internet", "Tous les jours.", "3018"),
            Recours("Quand tu penses à mourir", "Jour et nuit.", "3114"),
            Recours("Police ou gendarmerie", "Quand le danger est là, tout de suite.", "17"),
            Recours("SAMU", "Quand quelqu’un est blessé ou malade.", "15"),
            Recours("Toutes les urgences", "Aussi quand tu ne sais pas lequel appeler.", "112"),
        ),
    ),
)
