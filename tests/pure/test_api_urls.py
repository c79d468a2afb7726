"""Only the Post's own hosts and this machine are talked to."""

import pytest
from api_server import CREDENTIALS

from api import (
    API_URL,
    PRODUCTS_URL,
    Client,
    ProductsClient,
    UrlNotAllowed,
    check_url,
    host_names,
)
from api.urls import check_link


@pytest.mark.parametrize(
    "url",
    [
        API_URL,
        PRODUCTS_URL,
        "https://internetmarke.deutschepost.de/PcfExtensionWeb/document?keyphase=1&data=x%3D",
        "https://pcf-next.tcb.deutschepost.de/PcfExtensionWeb/document?data=a/b@c",
        "https://deutschepost.de/",
        "https://API-EU.DHL.COM:443/post",
        "http://127.0.0.1:8069/x",
        "https://127.8.9.1/x",
        "http://localhost:1",
        "http://[::1]:8080/x?data=1",
    ],
)
def test_addresses_of_the_post_and_of_this_machine_are_allowed(url):
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api-eu.dhl.com/post",
        "https://dhl.com.evil.org/",
        "https://evil-dhl.com/",
        "https://evildeutschepost.de/",
        "https://api-eu.dhlxcom/",
        "https://dhl-com/",
        "https://deutschepostxde/",
        "https://dhl.com./",
        "https://api-eu.dhl.com:8443/",
        "https://dhl.com@evil.org/",
        "https://user:pw@api-eu.dhl.com/",
        "https://evil.org\\@dhl.com/",
        "https://evil.org\\.dhl.com/",
        "https://evil.org#.dhl.com/",
        "https://evil.org?.dhl.com/",
        "https://evil.org/.dhl.com/",
        "https:///dhl.com/",
        "https:dhl.com",
        "//dhl.com/",
        "ftp://dhl.com/",
        "file:///etc/passwd",
        "https://dhl.com\n.evil.org/",
        " https://dhl.com/",
        "https://dhl.com/\r\nX: 1",
        "https://dhl\u3002com/",
        "https://d\u212al.com/",
        "https://deut\u017fchepost.de/",
        "https://..dhl.com/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.0.1.evil.org/",
        "http://localhost.evil.org/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://169.254.169.254/latest",
        "",
        None,
        b"https://dhl.com/",
    ],
)
def test_an_address_of_nobody_we_know_is_refused(url):
    with pytest.raises(UrlNotAllowed):
        check_url(url)


def test_every_door_is_guarded():
    bad = "https://dhl.com.evil.org/x"
    with pytest.raises(UrlNotAllowed):
        Client(CREDENTIALS, api_url=bad)
    with pytest.raises(UrlNotAllowed):
        ProductsClient("key", products_url=bad)
    with pytest.raises(UrlNotAllowed):
        Client(CREDENTIALS).document(bad)
    with pytest.raises(UrlNotAllowed):
        Client(CREDENTIALS, api_url=API_URL + "?x=1")


def test_a_link_of_the_post_does_not_lead_to_this_machine():
    for link in ("http://127.0.0.1:8069/web", "https://localhost/x", "http://[::1]/"):
        with pytest.raises(UrlNotAllowed):
            Client(CREDENTIALS).document(link)
        with pytest.raises(UrlNotAllowed):
            check_link(link, API_URL)
        assert check_link(link, "http://127.0.0.1:1") == link
    assert check_link(API_URL, "http://127.0.0.1:1") == API_URL


def test_hosts_that_an_administrator_allows():
    hosts = host_names(
        "Files.example.org, cdn.example.net;10.0.0.1 localhost\nx.y1 -a.de"
    )
    assert hosts == ("files.example.org", "cdn.example.net", "x.y1")
    link = "https://files.example.org/x?data=1"
    assert check_link(link, API_URL, hosts) == link
    for bad in (
        "http://files.example.org/x",
        "https://files.example.org:8443/x",
        "https://evil.files.example.org/x",
        "https://files.example.org.evil.org/x",
    ):
        with pytest.raises(UrlNotAllowed):
            check_link(bad, API_URL, hosts)
    assert host_names("") == ()
