"""Broken connections: what surely did nothing, and what may have moved money."""

import datetime
import socket
import ssl
import threading
from urllib.parse import unquote

import pytest
import requests
from api_server import LINK_SECRET, LOGIN, NUMBER, ORDER, Answer, Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from test_api_errors import CALLS, HTML, MONEY

from api import OutcomeUnknown, Timeouts, Unavailable, UrlNotAllowed, transport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def server():
    with Server() as server:
        yield server


def close(handler):
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def saying(raw):
    def answer(handler):
        handler.wfile.write(raw)
        handler.wfile.flush()
        close(handler)

    return answer


FAULTS = {
    "nothing": close,
    "half a status line": saying(b"HTTP/1.1 2"),
    "no http": saying(b"SSH-2.0-OpenSSH\r\n\r\n"),
    "half a body": saying(HEAD + b'Content-Length: 900\r\n\r\n{"shopOrderId": "1'),
    "half a chunk": saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{"),
    "bad chunk": saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "bad gzip": saying(HEAD + b"Content-Encoding: gzip\r\n\r\n{}"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_after_a_cut_answer_nothing_is_repeated(server, call, fault):
    server.on(call, FAULTS[fault])
    with pytest.raises((OutcomeUnknown, Unavailable)) as caught:
        CALLS[call][1](server.client())
    assert caught.type is (OutcomeUnknown if CALLS[call][0] else Unavailable)
    assert len(server.calls(call)) == 1, "nothing may be repeated"


@pytest.mark.parametrize("call", CALLS)
def test_after_a_time_out_nothing_is_repeated(server, call):
    released = threading.Event()
    server.on(call, lambda handler: released.wait(20))
    client = server.client(timeouts=Timeouts(5, 0.2, 0.2, 0.2))
    try:
        with pytest.raises((OutcomeUnknown, Unavailable)) as caught:
            CALLS[call][1](client)
    finally:
        released.set()
    assert caught.type is (OutcomeUnknown if CALLS[call][0] else Unavailable)
    assert "in time" in caught.value.detail


@pytest.mark.parametrize("call", MONEY)
def test_nobody_there_surely_did_nothing(call):
    with Server() as server:
        client = server.client()
        client.login()
    with pytest.raises(Unavailable):
        CALLS[call][1](client)


@pytest.mark.parametrize("call", MONEY)
@pytest.mark.parametrize("fault", [close, Answer(HTML, 503), Answer(b"{", 200)])
def test_no_login_surely_did_nothing(server, call, fault):
    server.on("POST /user", fault)
    with pytest.raises(Unavailable):
        CALLS[call][1](server.client())
    assert not server.calls(call)


@pytest.mark.parametrize("call", MONEY)
@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (requests.ConnectTimeout("x"), Unavailable),
        (requests.ReadTimeout("x"), OutcomeUnknown),
        (requests.ConnectionError("x"), OutcomeUnknown),
        (requests.exceptions.ChunkedEncodingError("x"), OutcomeUnknown),
        (ConnectionResetError("x"), OutcomeUnknown),
    ],
)
def test_what_an_adapter_raises(server, call, raised, expected):
    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, request, **options):
            if request.path_url != "/user":
                raise raised
            return super().send(request, **options)

    session = requests.Session()
    session.mount("http://127.0.0.1", Adapter())
    with pytest.raises((OutcomeUnknown, Unavailable)) as caught:
        CALLS[call][1](server.client(session=session))
    assert caught.type is expected


def never_sent(url):
    """Whether the request to `url` surely was not sent (it must fail)."""
    with pytest.raises(transport.NoAnswer) as caught:
        transport.exchange(
            transport.new_session(), "POST", url, call="test", timeout=(5, 5)
        )
    return not caught.value.sent


def test_an_unknown_host_was_never_asked(monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setenv("NO_PROXY", "*")
    assert never_sent("https://api-eu.dhl.com/post")


def test_an_untrusted_certificate_was_never_told_anything(tmp_path):
    """A real TLS server whose certificate nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    received = []

    def accept(listener):
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                received.append(secured.recv(1000))
        except OSError:
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, args=(listener,))
        thread.start()
        assert never_sent(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert not b"".join(received)


def self_signed(folder):
    """The path of a new key and certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_connect_and_read_have_their_own_time_limits(server):
    given = {}

    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, request, **options):
            given[request.path_url.partition("?")[0]] = options["timeout"]
            return super().send(request, **options)

    session = requests.Session()
    session.mount("http://127.0.0.1", Adapter())
    server.on("POST /app/shoppingcart/pdf", ORDER)
    server.on("GET /d", Answer(b"%PDF-1.4"))
    client = server.client(session=session, timeouts=Timeouts())
    CALLS["POST /app/shoppingcart/pdf"][1](client)
    client.document(f"{server.url}/d?data=x")
    assert given == {
        "/user": (5, 30),
        "/app/shoppingcart/pdf": (5, 90),
        "/d": (5, 120),
    }


def test_no_call_but_a_document_is_redirected(server):
    away = Answer(b"", 307, {"Location": f"{server.url}/elsewhere"})
    server.on("GET /elsewhere", Answer(b"%PDF-1.4"))
    server.on("GET /d", away)
    for call, (_, make) in CALLS.items():
        server.on(call, away)
        with pytest.raises((OutcomeUnknown, Unavailable)):
            make(server.client())
        server.on("POST /user", LOGIN)
    assert not server.calls("GET /elsewhere")
    assert server.client().document(f"{server.url}/d?data=x") == b"%PDF-1.4"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_document_is_followed_within_the_allowed_hosts(server, status):
    server.on("GET /d", Answer(b"", status, {"Location": "/next?data=y"}))
    server.on("GET /next", Answer(b"", status, {"Location": f"{server.url}/last"}))
    server.on("GET /last", Answer(b"\xef\xbb\xbf%PDF-1.4"))
    assert server.client().document(f"{server.url}/d?data=x").endswith(b"%PDF-1.4")
    for _, request in enumerate(server.calls("GET /last")):
        assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://files.example.org/x?data=geheim123", "files.example.org"),
        ("http://files.example.org/x?data=geheim123", ""),
        ("https://192.0.2.7/x?data=geheim123", ""),
        ("https://files.example.org:8443/x", ""),
    ],
)
def test_where_a_document_may_not_be_fetched_is_told(server, location, host, caplog):
    server.on("GET /d", Answer(b"", 302, {"Location": location}))
    with caplog.at_level("DEBUG"), pytest.raises(UrlNotAllowed) as caught:
        server.client().document(f"{server.url}/d?data=x")
    assert caught.value.host == host
    assert "geheim" not in f"{caught.value!r} {caught.value} {caplog.text}"


def test_a_document_that_is_redirected_for_ever_is_given_up(server):
    server.on("GET /d", Answer(b"", 302, {"Location": "/d"}))
    with pytest.raises(Unavailable):
        server.client().document(f"{server.url}/d?data=x")
    assert len(server.calls("GET /d")) == 6


@pytest.mark.parametrize("call", CALLS)
def test_an_endless_answer_is_given_up(server, call, monkeypatch):
    monkeypatch.setattr(transport, "_CHUNK", 1024)
    server.on(call, lambda handler: pour(handler))
    with pytest.raises((OutcomeUnknown, Unavailable)) as caught:
        CALLS[call][1](server.client())
    assert "larger than" in caught.value.detail


def pour(handler):
    handler.wfile.write(HEAD + b"\r\n")
    try:
        while True:
            handler.wfile.write(b" " * 100_000)
    except OSError:
        handler.close_connection = True


def test_a_document_is_fetched_without_the_login(server):
    server.on("GET /PcfExtensionWeb/document", Answer(b"%PDF-1.4 stamps"))
    client = server.client()
    client.login()
    link = f"{server.url}/PcfExtensionWeb/document?keyphase=1&data={LINK_SECRET}"
    assert client.document(link) == b"%PDF-1.4 stamps"
    (seen,) = server.calls("GET /PcfExtensionWeb/document")
    assert "Authorization" not in seen.headers and "Cookie" not in seen.headers
    assert dict(seen.query)["data"] == unquote(LINK_SECRET)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(b"", 404), "Refused"),
        (Answer(b"", 401), "Refused"),
        (Answer(HTML, 200), "Unavailable"),
        (Answer(b" %PDF", 200), "Unavailable"),
        (Answer(b"", 200), "Unavailable"),
        (Answer(b"%PDF", 500), "Unavailable"),
        (Answer(b"%PDF-1.4", 200, {"Content-Length": "5000"}), "Unavailable"),
    ],
)
def test_what_is_no_document_is_refused(server, answer, error):
    server.on("GET /d", answer)
    with pytest.raises(Exception) as caught:
        server.client().document(f"{server.url}/d?data=x")
    assert caught.type.__name__ == error


def test_a_netrc_is_not_sent(server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.on("GET /user/profile", {"company": "Tester GmbH"})
    server.on("GET /d", Answer(b"%PDF-1.4"))
    assert requests.get(f"{server.url}/proof").status_code == 404
    client = server.client()
    client.profile()
    client.document(f"{server.url}/d?data=x")
    sent = [seen.headers.get("Authorization", "") for seen in server.seen]
    assert sent[0].startswith("Basic"), "the netrc is in force"
    assert not any(value.startswith("Basic") for value in sent[1:])


def test_no_proxy_gets_what_is_for_this_machine(server, monkeypatch):
    with Server() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        requests.get(f"{server.url}/proof")
        assert len(proxy.seen) == 1, "the proxy is in force"
        server.on("GET /user/profile", {"company": "Tester GmbH"})
        server.client().profile()
        assert len(proxy.seen) == 1
        assert server.calls("GET /user/profile")


def test_cookies_are_not_kept(server):
    server.on("POST /user", Answer(LOGIN, 200, {"Set-Cookie": "a=b; Path=/"}))
    server.on("GET /user/profile", {"company": "Tester GmbH"})
    server.client().profile()
    assert not any("Cookie" in seen.headers for seen in server.seen)


def test_order_number_for_paths():
    with Server() as server:
        server.on("GET /app/shoppingcart/a%2Fb%3F%23", {})
        with pytest.raises(Unavailable):
            server.client().find_order("a/b?#")
        assert server.calls("GET /app/shoppingcart/a%2Fb%3F%23")
        for bad in ("", ".", "..", "x" * 19, "a<b", "a&b", "a\nb", None, 5):
            with pytest.raises(ValueError):
                server.client().find_order(bad)
        assert NUMBER not in str(server.seen)
