/**
 * Changes how Opus is described in an SDP. Browsers play and send one channel unless their own description, or the other
 * side's, says `stereo=1`, and offer no other way to say it.
 *
 * @param changes parameters of RFC 7587 section 6.1
 */
export function withOpus(sdp, changes) {
  const payloadTypes = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000\/2/gim)].map(([, payloadType]) => payloadType);
  const format = new RegExp(`^(a=fmtp:(?:${payloadTypes.join('|')}) )(.*?)(\\r?)$`, 'gm');
  return payloadTypes.length === 0
    ? sdp
    : sdp.replace(format, (_, start, parameters, end) => start + merged(parameters, changes) + end);
}

function merged(parameters, changes) {
  const kept = parameters.split(';').filter((parameter) => !(parameter.split('=')[0].trim() in changes));
  const added = Object.entries(changes).map(([name, value]) => `${name}=${value}`);
  return [...kept, ...added].join(';');
}
