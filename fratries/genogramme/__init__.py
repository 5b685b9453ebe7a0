"""The genogram: people and unions, where each stands, what is drawn, what is said."""
