#!/usr/bin/env python3
"""Makes the capture vp9-svc: VP9 with two spatial and two temporal layers, as Chromium encodes it.

    make-svc-capture.py DIRECTORY

needs chromium. A page takes the encoded frames from a sender; they are packed here, as libwebrtc
does in non-flexible mode. The files are those of make-captures.py, but a line of vp9-svc.frames
tells the layer frames of a picture as they were encoded: timestamp, "key" or "delta", and in
hexadecimal each of them.
"""

import base64
import http.server
import os
import struct
import subprocess
import sys
import tempfile
import threading

PAGE = b"""<canvas id=c width=640 height=384></canvas><script>
(async () => {
  const canvas = document.getElementById('c');
  const context = canvas.getContext('2d');
  let drawn = 0;
  setInterval(() => {
    context.fillStyle = `rgb(${(drawn * 7) % 255},80,120)`;
    context.fillRect(0, 0, 640, 384);
    context.fillStyle = '#fff';
    context.fillRect((drawn++ * 5) % 300, 40, 30, 60);
  }, 66);
  const options = { encodedInsertableStreams: true };
  const [sender, receiver] = [new RTCPeerConnection(options), new RTCPeerConnection(options)];
  sender.onicecandidate = (e) => e.candidate && receiver.addIceCandidate(e.candidate);
  receiver.onicecandidate = (e) => e.candidate && sender.addIceCandidate(e.candidate);
  receiver.ontrack = (e) => {
    const streams = e.receiver.createEncodedStreams();
    streams.readable.pipeTo(streams.writable);
  };
  const transceiver = sender.addTransceiver(canvas.captureStream(15).getVideoTracks()[0], {
    direction: 'sendonly',
    sendEncodings: [{ scalabilityMode: 'L2T2_KEY', maxBitrate: 3000000 }],
  });
  const { codecs } = RTCRtpSender.getCapabilities('video');
  transceiver.setCodecPreferences(
    codecs.filter((c) => c.mimeType === 'video/VP9' && /profile-id=0/.test(c.sdpFmtpLine)),
  );
  const lines = [];
  const streams = transceiver.sender.createEncodedStreams();
  const noting = new TransformStream({
    transform(frame, controller) {
      const { spatialIndex, temporalIndex } = frame.getMetadata();
      const bytes = String.fromCharCode(...new Uint8Array(frame.data));
      lines.push([frame.timestamp, frame.type, spatialIndex, temporalIndex, btoa(bytes)].join(' '));
      controller.enqueue(frame);
    },
  });
  streams.readable.pipeThrough(noting).pipeTo(streams.writable);
  await sender.setLocalDescription();
  await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  await sender.setRemoteDescription(receiver.localDescription);
  setTimeout(() => fetch('/', { method: 'POST', body: lines.join('\\n') }), 6000);
})();
</script>"""

PICTURES = 6
PAYLOAD = 120
# V: two layers with their sizes, no picture group
STRUCTURE = struct.pack(">BHHHH", 0x30, 320, 192, 640, 384)


def frames_of_chromium():
    posted = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def do_POST(self):
            posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()
            threading.Thread(target=server.shutdown).start()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu"]
            + ["--user-data-dir=" + profile, f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        server.serve_forever()
        browser.terminate()
        browser.wait()
    for line in posted[0].split("\n"):
        timestamp, kind, spatial, temporal, data = line.split()
        yield int(timestamp), kind, int(spatial), int(temporal), base64.b64decode(data)


def pictures():
    found = []
    for timestamp, kind, spatial, temporal, data in frames_of_chromium():
        if spatial == 0:
            found.append((timestamp, kind, temporal, []))
        found[-1][3].append(data)
    first = next(i for i, p in enumerate(found) if p[1] == "key" and len(p[3]) == 2)
    return found[first : first + PICTURES]


def packets(number, base_index, picture, sequence):
    timestamp, kind, temporal, layers = picture
    for spatial, data in enumerate(layers):
        for at in range(0, len(data), PAYLOAD):
            last = at + PAYLOAD >= len(data)
            key = kind == "key"
            flags = 0xA0 | (0 if key else 0x40) | (0x08 if at == 0 else 0) | (0x04 if last else 0)
            structure = STRUCTURE if key and spatial == 0 and at == 0 else b""
            flags |= 0x02 if structure else 0
            depends = 1 if key and spatial > 0 else 0
            layer = temporal << 5 | 0x10 | spatial << 1 | depends
            descriptor = struct.pack(">BHBB", flags, 0x8000 | number, layer, base_index & 0xFF)
            marker = 0x80 if last and spatial == len(layers) - 1 else 0
            header = struct.pack(">BBHII", 0x80, marker | 96, sequence, timestamp, 1)
            yield header + descriptor + structure + data[at : at + PAYLOAD]
            sequence += 1


def main():
    name = os.path.join(sys.argv[1], "vp9-svc")
    sequence = 100
    base_index = 9
    with open(name + ".rtp", "wb") as rtp, open(name + ".frames", "w", encoding="ascii") as lines:
        for number, picture in enumerate(pictures()):
            base_index += 1 if picture[2] == 0 else 0
            for packet in packets(number, base_index, picture, sequence):
                rtp.write(struct.pack(">H", len(packet)) + packet)
                sequence += 1
            hexadecimal = " ".join(layer.hex() for layer in picture[3])
            lines.write(f"{picture[0]} {picture[1]} {hexadecimal}\n")


main()
