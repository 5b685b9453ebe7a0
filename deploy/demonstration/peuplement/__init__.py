"""Databases of any size, written by COPY: many invented villages for measures and rehearsals."""
