#!/usr/bin/python3
"""Publishes by WHIP, or watches by WHEP, with GStreamer's webrtcbin.

As whipclientsink does it: gathers first, offers all of it at once with retransmission, red and ulpfec, and makes
keyframes only when asked (PLI, FIR).

Argument: JSON with `do` ("publish", "clap" or "watch"), `url`, `token` (optional), and for who sends `codec` ("H264",
"VP8" or "VP9"); to publish `rgb` (the colour, six digits) and `hz`; to clap `seconds`, in which flash and beep begin
together once a second, from the moment of the connection.
Prints JSON lines: `answered`, connection states, for a viewer the latest picture and tone, for claps `published` with
the number of pictures, and `deleted`; or an `error` before it fails. Ends with its input.
"""
import json
import math
import struct
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

HTTP_SECONDS = 10
REPORT_MILLIS = 100
# what whipclientsink leaves x264enc and vp8enc at: in effect, never unasked
KEYFRAME_DISTANCE = 2560
LATENCY_MILLIS = 50
SAMPLE_RATE = 8000
CLAP_RATE = 48000
CLAP_FRAMES = 25
CLAP_SECONDS = 0.2
CLAP_HZ = 1000
CLAP_SIZE = (320, 240)
SOUND_MILLIS = 20
LOOK_SECONDS = 0.004
DRAIN_SECONDS = 0.5

ENCODERS = {
    "H264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=%d bitrate=600"
    " ! video/x-h264,profile=constrained-baseline ! rtph264pay aggregate-mode=zero-latency config-interval=-1"
    " ! application/x-rtp,media=video,encoding-name=H264,payload=96,clock-rate=90000" % KEYFRAME_DISTANCE,
    "VP8": "vp8enc deadline=1 target-bitrate=600000 keyframe-max-dist=%d ! rtpvp8pay picture-id-mode=15-bit"
    " ! application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000" % KEYFRAME_DISTANCE,
    "VP9": "vp9enc deadline=1 cpu-used=8 target-bitrate=600000 keyframe-max-dist=%d"
    " ! rtpvp9pay picture-id-mode=15-bit"
    " ! application/x-rtp,media=video,encoding-name=VP9,payload=96,clock-rate=90000" % KEYFRAME_DISTANCE,
}
DECODERS = {
    "H264": "rtph264depay ! avdec_h264",
    "VP8": "rtpvp8depay ! vp8dec",
    "OPUS": "rtpopusdepay ! opusdec",
}
FEEDBACK = "rtcp-fb-nack=true,rtcp-fb-nack-pli=true,rtcp-fb-ccm-fir=true,rtcp-fb-transport-cc=true"


def say(**line):
    print(json.dumps(line), flush=True)


class Peer:
    """One webrtcbin in one pipeline, and its HTTP session."""

    def __init__(self, options):
        self.options = options
        self.loop = GLib.MainLoop()
        self.session = None
        self.posted = None
        self.failed = False
        # promises and their replies must outlive the calls they are made for
        self.kept = []

    def run(self):
        self.pipeline = self.build()
        self.webrtc = self.pipeline.get_by_name("webrtc")
        self.prepare()
        self.webrtc.connect("on-negotiation-needed", lambda _: self.offer())
        self.webrtc.connect("notify::ice-gathering-state", lambda *_: self.gathered())
        self.webrtc.connect(
            "notify::connection-state", lambda *_: say(state=self.webrtc.get_property("connection-state").value_nick)
        )
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", lambda _, message: self.fail(message.parse_error().gerror.message))
        self.pipeline.set_state(Gst.State.PLAYING)
        threading.Thread(target=self.await_end_of_input, daemon=True).start()
        self.loop.run()
        if self.session:
            say(state="deleted", status=self.request("DELETE", self.session).status)
        self.pipeline.set_state(Gst.State.NULL)
        return 1 if self.failed else 0

    def await_end_of_input(self):
        sys.stdin.read()
        GLib.idle_add(self.loop.quit)

    def fail(self, text):
        say(error=text)
        self.failed = True
        GLib.idle_add(self.loop.quit)

    def offer(self):
        promise = Gst.Promise.new_with_change_func(self.offered, None)
        self.kept.append(promise)
        self.webrtc.emit("create-offer", None, promise)

    def offered(self, promise, *_):
        reply = promise.get_reply()
        self.kept.append(reply)
        # the reply's own description is freed under our hands: read it again
        text = reply.get_value("offer").sdp.as_text()
        self.webrtc.emit("set-local-description", description(GstWebRTC.WebRTCSDPType.OFFER, text), None)

    def gathered(self):
        state = self.webrtc.get_property("ice-gathering-state")
        if state == GstWebRTC.WebRTCICEGatheringState.COMPLETE and self.posted is None:
            self.posted = time.monotonic()
            # a request here would hold up the thread that checks candidates
            threading.Thread(target=self.post, daemon=True).start()

    def post(self):
        offer = self.webrtc.get_property("local-description").sdp.as_text()
        self.posted = time.monotonic()
        try:
            response = self.request("POST", self.options["url"], offer)
        except urllib.error.HTTPError as error:
            self.fail("POST: %d %s" % (error.code, error.read().decode()))
            return
        answer = response.read().decode()
        self.session = urllib.parse.urljoin(response.url, response.headers["Location"])
        say(
            state="answered",
            status=response.status,
            location=response.headers["Location"],
            offered=payload_names(offer),
            accepted=payload_names(answer),
        )
        self.webrtc.emit("set-remote-description", description(GstWebRTC.WebRTCSDPType.ANSWER, answer), None)

    def request(self, method, url, sdp=None):
        request = urllib.request.Request(url, method=method, data=sdp.encode() if sdp else None)
        if sdp:
            request.add_header("Content-Type", "application/sdp")
        if self.options.get("token"):
            request.add_header("Authorization", "Bearer " + self.options["token"])
        return urllib.request.urlopen(request, timeout=HTTP_SECONDS)


class Publisher(Peer):
    def build(self):
        colour = "0xff" + self.options["rgb"]
        return Gst.parse_launch(
            "webrtcbin name=webrtc bundle-policy=max-bundle"
            " videotestsrc is-live=true pattern=ball background-color=%s foreground-color=0xffffffff"
            " ! video/x-raw,width=320,height=240,framerate=25/1 ! videoconvert ! %s,%s ! webrtc."
            " audiotestsrc is-live=true freq=%d volume=0.4 ! audioconvert ! audioresample ! opusenc ! rtpopuspay"
            " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! webrtc."
            % (colour, ENCODERS[self.options["codec"]], FEEDBACK, self.options["hz"])
        )

    def prepare(self):
        for index in range(2):
            transceiver = self.webrtc.emit("get-transceiver", index)
            transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        video = self.webrtc.emit("get-transceiver", 0)
        video.set_property("do-nack", True)
        video.set_property("fec-type", GstWebRTC.WebRTCFECType.ULP_RED)


class Clapper(Publisher):
    """Pushes each picture and each piece of sound when its time has come; all times are of one clock."""

    open = False
    begin = None
    pictures = 0

    def build(self):
        pipeline = Gst.parse_launch(
            "webrtcbin name=webrtc bundle-policy=max-bundle"
            " appsrc name=picture format=time is-live=true"
            " caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! %s,%s ! identity name=seen ! webrtc."
            " appsrc name=sound format=time is-live=true"
            " caps=audio/x-raw,format=S16LE,rate=%d,channels=1,layout=interleaved ! opusenc ! rtpopuspay"
            " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! identity name=heard ! webrtc."
            % (*CLAP_SIZE, CLAP_FRAMES, ENCODERS[self.options["codec"]], FEEDBACK, CLAP_RATE)
        )
        for name in ("seen", "heard"):
            pad = pipeline.get_by_name(name).get_static_pad("src")
            pad.add_probe(Gst.PadProbeType.BUFFER | Gst.PadProbeType.BUFFER_LIST, self.gate)
        return pipeline

    def gate(self, _, info):
        # the first of each says what there is to negotiate; nothing that could not be sent may count
        buffers = info.get_buffer_list() if info.type & Gst.PadProbeType.BUFFER_LIST else None
        pts = (buffers.get(0) if buffers else info.get_buffer()).pts
        live = self.begin is not None and pts >= self.begin * Gst.SECOND
        return Gst.PadProbeReturn.OK if live else Gst.PadProbeReturn.DROP

    def prepare(self):
        super().prepare()
        self.webrtc.connect("notify::connection-state", lambda *_: self.connected())
        threading.Thread(target=self.clap, daemon=True).start()

    def connected(self):
        if self.webrtc.get_property("connection-state") == GstWebRTC.WebRTCPeerConnectionState.CONNECTED:
            self.open = True

    def running(self):
        """The pipeline's own time, by which sender reports go."""
        return (self.pipeline.get_clock().get_time() - self.pipeline.get_base_time()) / Gst.SECOND

    def clap(self):
        self.push("picture", self.picture(0.5), 0, 1 / CLAP_FRAMES)
        self.push("sound", self.sound(0.5), 0, SOUND_MILLIS / 1000)
        while not self.open:
            time.sleep(LOOK_SECONDS)
        begin = self.begin = self.running()
        self.ask_for_keyframe()
        pieces = 0
        while self.pictures < self.options["seconds"] * CLAP_FRAMES:
            now = self.running() - begin
            while now >= pieces * SOUND_MILLIS / 1000:
                self.push("sound", self.sound(pieces * SOUND_MILLIS / 1000), begin + pieces * SOUND_MILLIS / 1000, 0.02)
                pieces += 1
            while now >= self.pictures / CLAP_FRAMES and self.pictures < self.options["seconds"] * CLAP_FRAMES:
                seconds = self.pictures / CLAP_FRAMES
                self.push("picture", self.picture(seconds), begin + seconds, 1 / CLAP_FRAMES)
                self.pictures += 1
            time.sleep(LOOK_SECONDS)
        time.sleep(DRAIN_SECONDS)
        say(state="published", pictures=self.pictures)

    def ask_for_keyframe(self):
        structure = Gst.Structure.new_empty("GstForceKeyUnit")
        structure.set_value("all-headers", True)
        event = Gst.Event.new_custom(Gst.EventType.CUSTOM_UPSTREAM, structure)
        self.pipeline.get_by_name("seen").get_static_pad("sink").push_event(event)

    def picture(self, seconds):
        width, height = CLAP_SIZE
        luma = 235 if seconds % 1 < CLAP_SECONDS - 0.5 / CLAP_FRAMES else 16
        left = round(seconds * CLAP_FRAMES) * 8 % (width - 16)
        row = bytes([luma]) * width
        marked = row[:left] + bytes([128]) * 16 + row[left + 16 :]
        return row * 8 + marked * 16 + row * (height - 24) + bytes([128]) * (width * height // 2)

    def sound(self, seconds):
        count = CLAP_RATE * SOUND_MILLIS // 1000
        begin = round(seconds * CLAP_RATE)
        return struct.pack(
            "<%dh" % count,
            *(
                round(16000 * math.sin(2 * math.pi * CLAP_HZ * n / CLAP_RATE))
                if n % CLAP_RATE < CLAP_SECONDS * CLAP_RATE
                else 0
                for n in range(begin, begin + count)
            )
        )

    def push(self, name, data, seconds, duration):
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = round(seconds * Gst.SECOND)
        buffer.duration = round(duration * Gst.SECOND)
        self.pipeline.get_by_name(name).emit("push-buffer", buffer)


class Viewer(Peer):
    frames = 0
    picture = None
    tone = None

    def build(self):
        pipeline = Gst.Pipeline.new()
        webrtc = Gst.ElementFactory.make("webrtcbin", "webrtc")
        webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        webrtc.set_property("latency", LATENCY_MILLIS)
        pipeline.add(webrtc)
        return pipeline

    def prepare(self):
        self.webrtc.connect("pad-added", lambda _, pad: self.receive(pad))
        for caps in (
            "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000,encoding-params=(string)2",
            "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000,%s;"
            "application/x-rtp,media=video,encoding-name=H264,payload=97,clock-rate=90000,"
            "packetization-mode=(string)1,profile-level-id=(string)42e01f,%s" % (FEEDBACK, FEEDBACK),
        ):
            receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
            transceiver = self.webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(caps))
            transceiver.set_property("do-nack", "video" in caps)
        GLib.timeout_add(REPORT_MILLIS, self.report)

    def receive(self, pad):
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        caps = pad.get_current_caps().get_structure(0)
        video = caps.get_string("media") == "video"
        sink = " ! ".join(
            (
                DECODERS[caps.get_string("encoding-name")],
                "videoconvert ! videoscale ! video/x-raw,format=RGB,width=4,height=3"
                if video
                else "audioconvert ! audioresample ! audio/x-raw,format=S16LE,channels=1,rate=%d" % SAMPLE_RATE,
                "appsink name=sink emit-signals=true sync=false max-buffers=4 drop=true",
            )
        )
        branch = Gst.parse_bin_from_description(sink, True)
        branch.get_by_name("sink").connect("new-sample", self.see if video else self.hear)
        self.pipeline.add(branch)
        branch.sync_state_with_parent()
        pad.link(branch.get_static_pad("sink"))

    def see(self, sink):
        data = bytes_of(sink.emit("pull-sample"))
        # four pixels by three, rows padded to four bytes: the one in the middle, right of it nothing wanders
        self.picture = list(data[12 + 3 : 12 + 6])
        self.frames += 1
        if self.frames == 1:
            say(state="frame", millis=round((time.monotonic() - self.posted) * 1000))
        return Gst.FlowReturn.OK

    def hear(self, sink):
        data = bytes_of(sink.emit("pull-sample"))
        samples = struct.unpack("<%dh" % (len(data) // 2), data)
        rising = [i for i in range(1, len(samples)) if samples[i - 1] < 0 <= samples[i]]
        if len(rising) > 1:
            self.tone = (len(rising) - 1) * SAMPLE_RATE / (rising[-1] - rising[0])
        return Gst.FlowReturn.OK

    def report(self):
        if self.picture:
            say(frames=self.frames, rgb=self.picture, hz=self.tone)
        return True


def bytes_of(sample):
    buffer = sample.get_buffer()
    return buffer.extract_dup(0, buffer.get_size())


def description(kind, text):
    _, message = GstSdp.SDPMessage.new_from_text(text)
    return GstWebRTC.WebRTCSessionDescription.new(kind, message)


def payload_names(sdp):
    return sorted({line.split()[1].split("/")[0].lower() for line in sdp.splitlines() if line.startswith("a=rtpmap:")})


if __name__ == "__main__":
    Gst.init(None)
    wishes = json.loads(sys.argv[1])
    sys.exit({"publish": Publisher, "clap": Clapper, "watch": Viewer}[wishes["do"]](wishes).run())
