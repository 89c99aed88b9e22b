/** One target, then its parameters, which are tokens or quoted strings. RFC 8288 section 3. */
const LINK = /<([^>]*)>((?:\s*;\s*[\w!#$%&'*+.^`|~-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]+))?)*)/g;
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+)))?/g;

/**
 * The links of a `Link` header; several headers are one with commas between them, as fetch gives them.
 *
 * @param header null when there is none
 * @returns [{ target, parameters }], parameters by lower-case name
 */
export function parseLinks(header) {
  return [...(header ?? '').matchAll(LINK)].map(([, target, rest]) => ({
    target: target.trim(),
    parameters: Object.fromEntries(
      [...rest.matchAll(PARAMETER)].map(([, name, quoted, token]) => [
        name.toLowerCase(),
        quoted?.replace(/\\(.)/g, '$1') ?? token ?? '',
      ]),
    ),
  }));
}

/** The link with a relation, or undefined. */
export function linkOf(links, relation) {
  return links.find(({ parameters }) => parameters.rel?.split(/\s+/).includes(relation));
}

/** What an RTCPeerConnection is configured with. RFC 9725 section 4.6. */
export function iceServersOf(links) {
  return links
    .filter(({ parameters }) => parameters.rel?.split(/\s+/).includes('ice-server'))
    .filter(({ target }) => /^(stuns?|turns?):/i.test(target))
    .map(({ target, parameters: { username, credential } }) => ({
      urls: target,
      ...(username !== undefined && { username }),
      ...(credential !== undefined && { credential }),
    }));
}
