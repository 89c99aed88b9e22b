"""Several real servers behind the chart's router: every room is on one of them, whatever comes and goes.

deploy/dev/check-kubernetes.sh calls it: check-kubernetes-router.py NGINX NGINX_CONF SLUICE_JAR DIRECTORY

NGINX_CONF is the chart's, for the servers sluice-0 to sluice-3 of namespace sluice on port 18080. Names are answered by a
small DNS server in here, as the cluster's would: a pod's name while the pod is there. All on addresses of the loopback.
"""

import collections
import concurrent.futures
import http.client
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time

NGINX, CONF, JAR, DIRECTORY = sys.argv[1:5]
PORT = 18080
ROUTER = ("127.0.0.1", 18081)
DNS = ("127.0.0.1", 18053)
SUFFIX = ".sluice.svc.cluster.local"
PATIENCE_SECONDS = 60

# of somebody who publishes sound, and never sends any: the room waits for it
OFFER = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=sendonly",
    "a=rtcp-mux",
    "a=ice-ufrag:f7bk",
    "a=ice-pwd:aVeryLongPasswordOfIce22",
    "a=setup:actpass",
    "a=fingerprint:sha-256 " + ":".join(["A5"] * 32),
    "a=rtpmap:111 opus/48000/2",
]

pods = {}


def address(number):
    return "127.0.10.%d" % (number + 1)


def answer_names():
    """Type A only; a name that is not there does not exist."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(DNS)
    while True:
        query, client = server.recvfrom(512)
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        question = query[12 : at + 5]
        kind = struct.unpack("!H", query[at + 1 : at + 3])[0]
        name = ".".join(labels)
        found = []
        if name.endswith(".sluice-pods" + SUFFIX):
            number = int(re.match(r"sluice-(\d+)\.", name).group(1))
            found = [address(number)] if number in pods else []
        flags = 0x8580 if found else 0x8583  # no such name
        if kind != 1:
            found = []
        reply = query[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0)
        reply += question
        for each in found:
            reply += struct.pack("!HHHIH", 0xC00C, 1, 1, 5, 4) + socket.inet_aton(each)
        server.sendto(reply, client)


def start(number):
    home = os.path.join(DIRECTORY, "sluice-%d" % number)
    os.makedirs(home, exist_ok=True)
    variables = dict(
        os.environ,
        HTTP_ADDR="%s:%d" % (address(number), PORT),
        TRUSTED_PROXIES="127.0.0.1",
        MEDIA_UDP_PORT=str(18100 + 10 * number),
        MEDIA_LOOPS="1",
        MEDIA_TCP_PORT="off",
        PUBLIC_IP="127.0.0.1",
        CONNECT_TIMEOUT_SECONDS="600",
        DRAIN_SECONDS="30",
        RECORD_BY="nobody",
        JOIN_LIMIT="0",
    )
    log = open(os.path.join(home, "log.txt"), "w")
    pods[number] = subprocess.Popen(
        ["java", "-Xmx192m", "-jar", os.path.abspath(JAR)], cwd=home, env=variables, stdout=log, stderr=log
    )
    poll("server %d is ready" % number, lambda: ask((address(number), PORT), "GET", "/readyz")[0] == 200)


def poll(what, holds):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("FAILED: not within %d s: %s" % (PATIENCE_SECONDS, what))


def ask(server, method, path, body=None):
    connection = http.client.HTTPConnection(*server, timeout=15)
    try:
        connection.request(method, path, body, {"Content-Type": "application/sdp"} if body else {})
        response = connection.getresponse()
        return response.status, response.read(), response.getheader("Location")
    finally:
        connection.close()


def publish(room, name=""):
    path = "/whip/%s%s" % (room, "/" + name if name else "")
    return ask(ROUTER, "POST", path, "\r\n".join(OFFER + [""]).encode())


def where():
    """Rooms, and the servers that have them."""
    rooms = collections.defaultdict(set)
    for number, process in list(pods.items()):
        if process.poll() is None:
            for room in json.loads(ask((address(number), PORT), "GET", "/api/rooms")[1]):
                rooms[room["name"]].add(number)
    return rooms


def check(holds, what):
    print(("ok: " if holds else "FAILED: ") + what)
    if not holds:
        raise SystemExit(1)


def created(rooms, name=""):
    for room in rooms:
        status, body, _ = publish(room, name)
        if status != 201:
            raise SystemExit("FAILED: %s got %d %s" % (room, status, body))


def main():
    threading.Thread(target=answer_names, daemon=True).start()
    for number in range(3):
        start(number)
    nginx = subprocess.Popen([NGINX, "-p", DIRECTORY, "-c", os.path.abspath(CONF), "-g", "daemon off;"])
    try:
        story()
    finally:
        nginx.terminate()
        for process in pods.values():
            process.kill()


def story():
    poll("the router answers", lambda: ask(ROUTER, "GET", "/api/bootstrap")[0] == 200)
    first = ["room-%d" % i for i in range(60)]
    created(first, "alice")
    homes = where()
    check(all(len(homes[room]) == 1 for room in first), "each of 60 rooms is on one server")
    shares = collections.Counter(next(iter(homes[room])) for room in first)
    check(len(shares) == 3, "all servers have some: %s" % dict(shares))
    created(first, "bob")
    check(where() == homes, "who comes later comes to the same server")

    with concurrent.futures.ThreadPoolExecutor(24) as crowd:
        statuses = [each[0] for each in crowd.map(lambda i: publish("crowd", "p%d" % i), range(24))]
    check(statuses == [201] * 24 and len(where()["crowd"]) == 1, "24 who come to a new room at once meet")

    location = publish("session", "carol")[2]
    check(ask(ROUTER, "DELETE", location)[0] == 200, "a session is found by its address: " + location)
    for path in ("/metrics", "/readyz", "/api/rooms", "/api/admin/server", "/admin"):
        check(ask(ROUTER, "GET", path)[0] == 404, "not asked of any server: " + path)

    start(3)
    time.sleep(6)  # names are good for five seconds
    second = ["later-%d" % i for i in range(60)]
    created(second, "alice")
    created(first, "carol")
    homes_now = where()
    check(all(homes_now[room] == homes[room] for room in first), "a new server takes no old room")
    check(any(homes_now[room] == {3} for room in second), "a new server takes new rooms")

    old = [room for room in first if homes[room] == {0}]
    pods[0].terminate()
    poll("server 0 drains", lambda: ask((address(0), PORT), "GET", "/readyz")[0] == 503)
    created(old, "dave")
    third = ["drained-%d" % i for i in range(40)]
    created(third, "alice")
    homes_now = where()
    moved = {room: homes_now[room] for room in old if homes_now[room] != {0}}
    check(not moved, "a server that drains keeps its rooms, and who comes to them %s" % (moved or ""))
    check(all(0 not in homes_now[room] for room in third), "it takes no new ones")

    lost = [room for room in first if homes[room] == {1}]
    pods.pop(1).kill()
    begun = time.monotonic()
    created(lost, "alice")
    seconds = time.monotonic() - begun
    homes_now = where()
    check(all(len(homes_now[room]) == 1 for room in lost), "rooms of a killed server are made anew on one other")
    print("%d rooms of a killed server were made anew in %.1f s" % (len(lost), seconds))


main()
