/** Bit/s of the largest encoding of a camera with all its encodings. */
const CAMERA_BITRATE = 1_700_000;
const SCREEN_BITRATE = 2_500_000;

/** Each encoding of a camera needs about this many times the one before: they come small to large. */
const BITRATE_STEP = 3.3;

/**
 * How many encodings a picture of this size is worth. libwebrtc sends no more than these and leaves out the last ones,
 * the largest: so a small picture is told to have its full size in an earlier one.
 */
function worthwhileEncodings(track, present) {
  const { width, height } = track.getSettings?.() ?? {};
  const pixels = width * height;
  if (!(pixels < 960 * 540)) {
    return present;
  }
  return Math.min(present, pixels < 480 * 270 ? 1 : 2);
}

/**
 * The encodings of a video section, small to large, as suits a track.
 *
 * @param encodings as they are, for instance `[{ rid: 'q' }, { rid: 'f' }]`
 * @param wish { track, maxBitrate? of the largest in bit/s, maxFramerate?, source, simulcast }
 */
export function shaped(encodings, { track, maxBitrate, maxFramerate, source, simulcast }) {
  const worthwhile = simulcast ? worthwhileEncodings(track, encodings.length) : encodings.length;
  const unused = encodings.length - worthwhile;
  const usual = source === 'screen' ? SCREEN_BITRATE : simulcast ? CAMERA_BITRATE / BITRATE_STEP ** unused : undefined;
  const limit = maxBitrate ?? usual;
  return encodings.map((encoding, index) => {
    const stepsBelowLargest = worthwhile - 1 - index;
    const result = { ...encoding };
    if (limit) {
      result.maxBitrate = Math.round(limit / BITRATE_STEP ** Math.max(0, stepsBelowLargest));
    } else {
      delete result.maxBitrate;
    }
    if (maxFramerate) {
      result.maxFramerate = maxFramerate;
    }
    if (simulcast) {
      result.active = stepsBelowLargest >= 0;
      result.scaleResolutionDownBy = 2 ** Math.max(0, stepsBelowLargest);
    }
    return result;
  });
}

/** The same for a section that is there already. */
export async function shapeEncodings(sender, wish) {
  const parameters = sender.getParameters();
  const { encodings = [] } = parameters;
  const wanted = shaped(encodings, wish);
  if (JSON.stringify(encodings) !== JSON.stringify(wanted)) {
    // some browsers refuse before the first negotiation; the shape is a wish, not a condition
    await sender.setParameters({ ...parameters, encodings: wanted }).catch(() => {});
  }
}
