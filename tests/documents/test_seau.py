"""The bucket: a server of another hand, spoken to over real HTTP, from the deposit to the sweep."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from boto3.session import Session
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from moto.server import ThreadedMotoServer

from config.env import parse_bucket
from socle.chiffrement.errors import KeyUnavailableError
from socle.documents import coffre, depots, services
from socle.documents.balayage import JEUNESSE, Balayage, sweep_documents
from socle.documents.errors import (
    RefusedDocumentError,
    TamperedDocumentError,
    UnavailableDepotError,
    UnavailableDocumentError,
)
from socle.documents.models import Document
from socle.documents.televersement import EN_MEMOIRE
from socle.outils.declarations import Categorie
from tests.documents.conftest import lire, pdf, stocker
from tests.documents.test_televersement import received, temporary_files

M = coffre.MORCEAU
CLE = "canari-cle", "canari-secret"


@pytest.fixture(scope="module")
def serveur():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(serveur):
    return Session().client(
        "s3",
        endpoint_url=serveur,
        region_name="us-east-1",
        aws_access_key_id=CLE[0],
        aws_secret_access_key=CLE[1],
    )


@pytest.fixture
def seau(serveur, client, settings):
    """An empty bucket of its own, shared with somebody else's objects."""
    nom = f"seau-{uuid4().hex}"
    client.create_bucket(Bucket=nom)
    client.put_object(Bucket=nom, Key="ailleurs/" + uuid4().hex, Body=b"a un autre programme")
    settings.DOCUMENTS_S3 = parse_bucket(
        serveur.replace("//", f"//{CLE[0]}:{CLE[1]}@") + f"/{nom}/maison", "MAISON_DOCUMENTS_S3"
    )
    return nom


def objets(client, seau: str) -> dict[str, bytes]:
    return {
        objet["Key"]: client.get_object(Bucket=seau, Key=objet["Key"])["Body"].read()
        for objet in client.list_objects_v2(Bucket=seau).get("Contents", ())
        if objet["Key"].startswith("maison/")
    }


@pytest.mark.parametrize("size", [10, M - 1, M, M + 1, 3 * M + 7])
def test_what_is_sent_to_the_bucket_is_what_comes_back(systeme, enfant, seau, size):
    content = pdf(size)
    document = stocker(enfant, content)
    assert lire(Document.objects.get(pk=document.pk)) == content


def test_the_bucket_holds_ciphertext_under_an_identifier_and_the_directory_nothing(
    systeme, enfant, seau, client, directory
):
    document = stocker(enfant, pdf(500) + b"Canari Durand", nom_fichier="Canari Durand.pdf")
    recu = objets(client, seau)
    assert list(recu) == [f"maison/{document.pk.hex[-2:]}/{document.pk.hex}"]
    (octets,) = recu.values()
    assert octets.startswith(coffre.MAGIE)
    assert b"Canari" not in octets
    assert [path for path in directory.rglob("*") if path.is_file()] == []


def test_what_was_sealed_on_arrival_is_sent_as_it_is(systeme, enfant, seau, client, directory):
    content = pdf(EN_MEMOIRE + 3 * M)
    upload, _ = received(content)
    [arrived] = temporary_files(directory)
    document = stocker(enfant, b"", stream=upload.file)
    ((_, octets),) = objets(client, seau).items()
    assert octets[coffre.ENTETE :].startswith(arrived[coffre.ENTETE : coffre.ENTETE + 2 * M])
    assert [path for path in directory.rglob("*") if path.is_file()] == []
    assert lire(document) == content


def test_what_was_touched_in_the_bucket_does_not_open(systeme, enfant, seau, client):
    document = stocker(enfant, pdf(3 * M))
    ((key, octets),) = objets(client, seau).items()
    client.put_object(Bucket=seau, Key=key, Body=octets[: coffre.ENTETE + M + coffre.SCEAU])
    with pytest.raises(TamperedDocumentError):
        lire(document)


def test_an_object_that_is_gone_is_said_before_the_first_byte(systeme, enfant, seau, client):
    document = stocker(enfant, pdf())
    ((key, _),) = objets(client, seau).items()
    client.delete_object(Bucket=seau, Key=key)
    with pytest.raises(UnavailableDocumentError):
        services.open_stream(document)


def test_a_refused_file_reaches_no_bucket(systeme, enfant, seau, client, settings):
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    with pytest.raises(RefusedDocumentError):
        stocker(enfant, pdf(2 * 1024 * 1024))
    assert objets(client, seau) == {}
    assert not Document.objects.exists()


def test_a_row_that_cannot_be_written_takes_its_object_back(systeme, enfant, seau, client):
    garde = stocker(enfant, pdf())
    with pytest.raises(KeyUnavailableError):
        stocker(enfant, pdf(), sujet_id=uuid4())
    assert list(objets(client, seau)) == [f"maison/{garde.pk.hex[-2:]}/{garde.pk.hex}"]


def test_the_sweep_removes_from_the_bucket_what_has_expired_and_leaves_others_alone(
    systeme, enfant, seau, client
):
    fini = stocker(enfant, pdf(), expire_le=timezone.now() - timedelta(minutes=1))
    garde = stocker(enfant, pdf())
    assert sweep_documents() == Balayage(inacheves=0, orphelins=0, retires=1)
    assert list(objets(client, seau)) == [f"maison/{garde.pk.hex[-2:]}/{garde.pk.hex}"]
    assert fini.pk != garde.pk
    assert client.list_objects_v2(Bucket=seau)["KeyCount"] == 2


def test_an_orphan_is_removed_once_it_is_old(systeme, enfant, seau, client, time_machine):
    orphelin = uuid4().hex
    client.put_object(Bucket=seau, Key=f"maison/{orphelin[-2:]}/{orphelin}", Body=b"rien")
    assert sweep_documents() == Balayage(inacheves=0, orphelins=0, retires=0)
    time_machine.move_to(time.time() + 2 * JEUNESSE.total_seconds(), tick=True)
    assert sweep_documents() == Balayage(inacheves=0, orphelins=1, retires=0)
    assert objets(client, seau) == {}


def test_a_bucket_that_does_not_answer_is_a_sentence_and_nothing_half_written(systeme, enfant, settings):
    with closing(socket.socket()) as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    settings.DOCUMENTS_S3 = parse_bucket(f"http://a:b@127.0.0.1:{port}/seau", "MAISON_DOCUMENTS_S3")
    with pytest.raises(RefusedDocumentError) as refus:
        stocker(enfant, pdf())
    assert refus.value.messages == [services.LIEU_MUET]
    assert not Document.objects.exists()


def test_a_bucket_that_refuses_says_its_code_and_names_nothing(systeme, enfant, seau, settings):
    settings.DOCUMENTS_S3 = settings.DOCUMENTS_S3 | {"seau": "canari-absent"}
    with pytest.raises(UnavailableDepotError, match="NoSuchBucket") as refus:
        depots.current().put(uuid4(), [b"x"])
    assert "canari" not in str(refus.value)


def test_a_connection_lost_midway_is_an_error_and_never_a_shorter_file(systeme, enfant, settings):
    """A peer that promises a thousand bytes, sends ten and hangs up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as prise:
        settings.DOCUMENTS_S3 = parse_bucket(
            f"http://a:b@127.0.0.1:{prise.getsockname()[1]}/seau", "MAISON_DOCUMENTS_S3"
        )

        def answer() -> None:
            connection, _ = prise.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 10)

        thread = threading.Thread(target=answer)
        thread.start()
        stream = depots.current().open(uuid4())
        thread.join()
        with pytest.raises(UnavailableDepotError, match="bucket"):
            stream.read(1000)


def test_a_file_on_a_full_disk_is_a_sentence(systeme, enfant, settings):
    settings.DOCUMENTS_DIR = "/dev/full/documents"
    with pytest.raises(RefusedDocumentError) as refus:
        services.store(
            sujet_id=enfant.pk,
            enfant_id=enfant.pk,
            stream=BytesIO(pdf()),
            nom_fichier="bulletin.pdf",
            categorie=Categorie.SCOLARITE,
            nature="bulletin",
        )
    assert refus.value.messages == [services.LIEU_MUET]


def test_an_address_is_read_whole():
    assert parse_bucket("https://c%2Fle:s%40cret@s3.exemple.fr:9000/seau/a/b?region=fr-par", "X") == {
        "serveur": "https://s3.exemple.fr:9000",
        "region": "fr-par",
        "cle": "c/le",
        "secret": "s@cret",
        "seau": "seau",
        "prefixe": "a/b/",
    }


@pytest.mark.parametrize(
    "url",
    [
        "ftp://c:s@hote/seau",
        "https://hote/seau",
        "https://c:s@hote",
        "https://c:s@hote/seau?acl=public",
        "http://c:s@s3.exemple.fr/seau",
    ],
)
def test_an_address_that_says_too_little_or_too_much_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="MAISON_X") as refus:
        parse_bucket(url, "MAISON_X")
    assert "c:s" not in str(refus.value)
