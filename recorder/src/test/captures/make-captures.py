#!/usr/bin/env python3
"""Makes the captures of DepacketizerCaptureTest: what encoders and packetizers that are not ours
make of a few frames of a test picture.

    make-captures.py DIRECTORY [FFMPEG]

needs GStreamer with its Python binding, ffmpeg and ffprobe with libx265 and libaom, and for the
captures that FFmpeg packs one that can do AV1 (8.0 or newer). For each capture it writes
  NAME.rtp     RTP packets, each behind its length in 16 bits (RFC 4571)
  NAME.frames  a line for each frame: RTP timestamp, "key" or "delta", length, CRC-32 of its bytes
               in the form of containers
"""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import zlib

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GObject, Gst  # noqa: E402

SOURCE = (
    "videotestsrc num-buffers={frames} pattern=ball ! "
    "video/x-raw,format=I420,width=96,height=64,framerate=25/1 ! "
)
LAYERS = (
    'name=layers temporal-scalability-number-layers=3 temporal-scalability-periodicity=4 '
    'temporal-scalability-layer-sync-flags="<false,true,true,false>" '
    'temporal-scalability-layer-flags="<'
    'no-ref-golden+no-ref-alt+no-upd-golden+no-upd-alt,'
    'no-ref-golden+no-ref-alt+no-upd-last+no-upd-golden+no-upd-alt+no-upd-entropy,'
    'no-ref-golden+no-ref-alt+no-upd-last+no-upd-alt+no-upd-entropy,'
    'no-ref-alt+no-upd-last+no-upd-golden+no-upd-alt+no-upd-entropy>" '
)
# What a pipeline's text cannot say.
LAYER_LISTS = {
    "layer-id": (0, 2, 1, 2),
    "target-bitrate": (20000, 40000, 60000),
    "rate-decimator": (4, 2, 1),
}
PAY = "mtu={mtu} ssrc=1 timestamp-offset=1000 seqnum-offset=100 "
CAPTURES = {
    "vp8": (12, 120, "vp8enc deadline=1 keyframe-max-dist=6 target-bitrate=60000", "rtpvp8pay"),
    "vp8-layers": (
        24,
        120,
        "vp8enc deadline=1 keyframe-max-dist=16 target-bitrate=60000 error-resilient=default "
        + LAYERS,
        "rtpvp8pay picture-id-mode=15-bit",
    ),
    "vp9": (
        12,
        120,
        "vp9enc deadline=1 cpu-used=6 lag-in-frames=0 keyframe-max-dist=6 target-bitrate=60000",
        "rtpvp9pay picture-id-mode=15-bit",
    ),
    "h264": (
        12,
        120,
        "x264enc tune=zerolatency speed-preset=veryfast key-int-max=6 bitrate=60 aud=true "
        "option-string=slices=2 ! video/x-h264,profile=main,stream-format=byte-stream,"
        "alignment=au",
        "rtph264pay aggregate-mode=zero-latency config-interval=0",
    ),
}
IVF_FRAME_HEADER = 12
FFMPEG_CAPTURES = [
    ("h265", "hevc", "libx265 -preset ultrafast -tune zerolatency -x265-params info=0"),
    ("av1", "ivf", "libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0"),
]


def frame_line(timestamp, key, data):
    return f"{timestamp} {'key' if key else 'delta'} {len(data)} {zlib.crc32(data):08x}\n"


def write(directory, name, packets, lines):
    with open(os.path.join(directory, name + ".rtp"), "wb") as file:
        for packet in packets:
            file.write(struct.pack(">H", len(packet)) + packet)
    with open(os.path.join(directory, name + ".frames"), "w", encoding="ascii") as file:
        file.writelines(lines)
    print(name, len(packets), "packets", sum(map(len, packets)), "bytes", len(lines), "frames")


def nal_units(data):
    """The NAL units of a byte stream, ITU-T H.264 annex B."""
    starts = []
    at = data.find(b"\0\0\1")
    while at >= 0:
        starts.append(at + 3)
        at = data.find(b"\0\0\1", at + 3)
    for i, start in enumerate(starts):
        end = starts[i + 1] - 3 if i + 1 < len(starts) else len(data)
        yield data[start:end].rstrip(b"\0")


def container_form(name, data):
    if name == "h264":
        units = [u for u in nal_units(data) if u[0] & 0x1F not in (9, 12)]
    elif name == "h265":
        units = [u for u in nal_units(data) if u[0] >> 1 & 0x3F not in (35, 38)]
    else:
        return data
    return b"".join(struct.pack(">I", len(u)) + u for u in units)


def pull(sink):
    buffers = []
    while True:
        sample = sink.emit("pull-sample")
        if sample is None:
            return buffers
        buffer = sample.get_buffer()
        key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        buffers.append((buffer.pts, key, buffer.extract_dup(0, buffer.get_size())))


def capture(directory, name, frames, mtu, encoder, payloader):
    sink = " ! appsink sync=false max-buffers=0 name="
    pipeline = Gst.parse_launch(
        SOURCE.format(frames=frames)
        + f"{encoder} ! tee name=t t. ! queue max-size-buffers=0{sink}frames "
        + f"t. ! queue max-size-buffers=0 ! {payloader} {PAY.format(mtu=mtu)}{sink}packets"
    )
    layers = pipeline.get_by_name("layers")
    for suffix, values in LAYER_LISTS.items() if layers else ():
        array = GObject.ValueArray.new(0)
        for value in values:
            array.append(GObject.Value(GObject.TYPE_INT, value))
        layers.set_property("temporal-scalability-" + suffix, array)
    pipeline.set_state(Gst.State.PLAYING)
    coded = pull(pipeline.get_by_name("frames"))
    packets = [data for _, _, data in pull(pipeline.get_by_name("packets"))]
    pipeline.set_state(Gst.State.NULL)
    timestamps = []
    for packet in packets:
        timestamp = struct.unpack(">I", packet[4:8])[0]
        if timestamp not in timestamps:
            timestamps.append(timestamp)
    lines = [
        frame_line(timestamp, key, container_form(name, data))
        for timestamp, (_, key, data) in zip(timestamps, coded)
    ]
    write(directory, name, packets, lines)


def leb128(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def without_delimiters(unit):
    out = b""
    at = 0
    while at < len(unit):
        size, payload = leb128(unit, at + (2 if unit[at] & 4 else 1))
        if unit[at] >> 3 & 15 != 2:
            out += unit[at : payload + size]
        at = payload + size
    return out


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def packed_by_ffmpeg(ffmpeg, file):
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(2)
    url = f"rtp://127.0.0.1:{receiver.getsockname()[1]}?pkt_size=150"
    sender = subprocess.Popen(
        [ffmpeg, "-v", "error", "-nostdin", "-re", "-i", file, "-c", "copy"]
        + ["-strict", "experimental", "-ssrc", "1", "-seq", "100", "-f", "rtp", url],
        stdout=subprocess.DEVNULL,
    )
    packets = []
    try:
        while True:
            packet = receiver.recv(2000)
            if not 72 <= packet[1] & 0x7F <= 76:  # no RTCP
                packets.append(packet)
    except TimeoutError:
        sender.wait()
    return packets


def coded_packets(file):
    """Whether each packet of a file is a keyframe, and its bytes."""
    listing = run(
        *"ffprobe -v error -show_entries packet=size,pos,flags -of csv=p=0".split(), file
    )
    with open(file, "rb") as content:
        data = content.read()
    for line in listing.decode().split():
        size, position, flags = line.split(",")[:3]
        start = int(position) + (IVF_FRAME_HEADER if file.endswith(".ivf") else 0)
        yield "K" in flags, data[start : start + int(size)]


def capture_with_ffmpeg(directory, name, ffmpeg, suffix, encoder):
    with tempfile.TemporaryDirectory() as work:
        file = os.path.join(work, "coded." + suffix)
        run(
            *"ffmpeg -v error -nostdin -f lavfi -i testsrc=s=96x64:r=25 -frames:v 12".split(),
            *("-pix_fmt yuv420p -g 6 -b:v 60k -c:v " + encoder).split(),
            file,
        )
        packets = packed_by_ffmpeg(ffmpeg, file)
        coded = list(coded_packets(file))
    timestamps = sorted({struct.unpack(">I", packet[4:8])[0] for packet in packets})
    lines = []
    for timestamp, (key, data) in zip(timestamps, coded):
        form = without_delimiters(data) if name == "av1" else container_form(name, data)
        lines.append(frame_line(timestamp, key, form))
    write(directory, name, packets, lines)


def main():
    Gst.init(None)
    directory = sys.argv[1]
    for name, arguments in CAPTURES.items():
        capture(directory, name, *arguments)
    if len(sys.argv) > 2:
        for name, suffix, encoder in FFMPEG_CAPTURES:
            capture_with_ffmpeg(directory, name, sys.argv[2], suffix, encoder)


main()
