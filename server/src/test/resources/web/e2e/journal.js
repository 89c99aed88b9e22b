/** A worker that lets encoded frames pass and tells of each: its time, whether it is a keyframe, and a checksum. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

function withoutTemporalDelimiter(bytes) {
  return bytes[0] === 0x12 && bytes[1] === 0 ? bytes.subarray(2) : bytes;
}

/** Where the NAL units of a byte stream (ITU-T H.264 annex B) begin and end. */
function nalUnits(bytes) {
  const units = [];
  let begin = -1;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) {
      if (begin >= 0) {
        units.push(bytes.subarray(begin, bytes[i - 1] === 0 ? i - 1 : i));
      }
      begin = i + 3;
      i += 2;
    }
  }
  units.push(bytes.subarray(begin));
  return units;
}

/** As Matroska keeps it: each unit behind its length. */
function lengthPrefixed(bytes) {
  const units = nalUnits(bytes).filter((unit) => (unit[0] & 0x1f) !== 9);
  const out = new Uint8Array(units.reduce((sum, unit) => sum + 4 + unit.length, 0));
  let at = 0;
  for (const unit of units) {
    new DataView(out.buffer).setUint32(at, unit.length);
    out.set(unit, at + 4);
    at += 4 + unit.length;
  }
  return out;
}

function asRecorded(bytes, mimeType) {
  switch (mimeType) {
    case 'video/AV1':
      return withoutTemporalDelimiter(bytes);
    case 'video/H264':
      return lengthPrefixed(bytes);
    default:
      return bytes;
  }
}

onrtctransform = ({ transformer }) => {
  const passing = new TransformStream({
    transform(frame, controller) {
      const { rtpTimestamp, mimeType } = frame.getMetadata();
      const { type, data } = frame;
      const crc = crc32(asRecorded(new Uint8Array(data), mimeType));
      postMessage({ timestamp: rtpTimestamp, type, mimeType, bytes: data.byteLength, crc });
      controller.enqueue(frame);
    },
  });
  transformer.readable.pipeThrough(passing).pipeTo(transformer.writable);
};
