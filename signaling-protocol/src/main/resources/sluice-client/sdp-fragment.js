/** The ICE side of an SDP, in the fragments that PATCH carries: RFC 8840 section 9 as RFC 9725 section 4.3 narrows it. */

const EOL = '\r\n';

/**
 * What the fragments of a session are made of: its group and the first section, which carries the candidates of all.
 *
 * @param sdp an offer or answer
 */
export function iceDescription(sdp) {
  return {
    options: line(sdp, /^a=ice-options:.*$/m),
    group: line(sdp, /^a=group:BUNDLE.*$/m),
    media: line(sdp, /^m=.*$/m),
    mid: line(sdp, /^a=mid:.*$/m),
    ufrag: line(sdp, /^a=ice-ufrag:.*$/m),
    pwd: line(sdp, /^a=ice-pwd:.*$/m),
  };
}

/**
 * A fragment with candidates, perhaps none.
 *
 * @param description of iceDescription
 * @param candidates `candidate:…` texts
 * @param complete whether no more come
 */
export function fragmentOf(description, candidates, complete) {
  const { options, group, media, mid, ufrag, pwd } = description;
  const lines = [options, group, media, mid, ufrag, pwd].filter(Boolean);
  lines.push(...candidates.map((candidate) => `a=${candidate}`));
  if (complete) {
    lines.push('a=end-of-candidates');
  }
  return lines.join(EOL) + EOL;
}

/** An answer with the credentials and candidates of a fragment in place of its own: what an ICE restart leaves. */
export function withIceOf(answer, fragment) {
  const { ufrag, pwd } = iceDescription(fragment);
  if (!ufrag || !pwd) {
    throw new TypeError('the fragment has no ICE credentials');
  }
  const candidates = fragment.split(/\r?\n/).filter((text) => /^a=(candidate:|end-of-candidates)/.test(text));
  const lines = answer
    .split(/\r?\n/)
    .filter((text) => text && !/^a=(candidate:|end-of-candidates)/.test(text))
    .map((text) => (text.startsWith('a=ice-ufrag:') ? ufrag : text.startsWith('a=ice-pwd:') ? pwd : text));
  const first = lines.findIndex((text) => text.startsWith('m='));
  const second = lines.findIndex((text, index) => index > first && text.startsWith('m='));
  lines.splice(second < 0 ? lines.length : second, 0, ...candidates);
  return lines.join(EOL) + EOL;
}

function line(sdp, pattern) {
  return pattern.exec(sdp)?.[0].trimEnd() ?? null;
}
