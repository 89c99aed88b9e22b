/**
 * Tells a client what becomes of the page it lives in.
 *
 * @param signal of whoever may end the client; may be missing
 * @param client { back() when the network or the page is back, away(persisted) when the page goes, abort() }
 * @returns a function that ends this
 */
export function watchPage(signal, { back, away = () => {}, abort = () => {} }) {
  const nudge = () => globalThis.document?.visibilityState !== 'hidden' && back();
  const goodbye = ({ persisted }) => away(persisted);
  const watched = [
    [globalThis.window, 'online', nudge],
    [globalThis.document, 'visibilitychange', nudge],
    [globalThis.window, 'pagehide', goodbye],
    [signal, 'abort', abort],
  ];
  watched.forEach(([target, type, listener]) => target?.addEventListener(type, listener));
  return () => watched.forEach(([target, type, listener]) => target?.removeEventListener(type, listener));
}
