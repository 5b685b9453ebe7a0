"""How the software is put to work: on one's own machine (``local``) and on a server."""
