/**
 * Runs before a page's own scripts: how long no video element of the page showed a new frame. Elements come and go with
 * sessions; the gap between the last frame of one and the first of the next counts as well.
 */
(() => {
  const followed = new WeakSet();
  let last = null;
  let longest = 0;
  let frames = 0;

  const note = () => {
    const now = performance.now();
    longest = last === null ? 0 : Math.max(longest, now - last);
    last = now;
    frames += 1;
  };

  const follow = (video) => {
    if (!followed.has(video)) {
      followed.add(video);
      const next = () => {
        note();
        video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    }
  };

  const create = Document.prototype.createElement;
  Document.prototype.createElement = function (...names) {
    const element = create.apply(this, names);
    if (element instanceof HTMLVideoElement) {
      follow(element);
    }
    return element;
  };
  setInterval(() => document.querySelectorAll('video').forEach(follow), 100);

  globalThis.gaps = {
    /** From now on. */
    begin() {
      last = performance.now();
      longest = 0;
      frames = 0;
    },
    /** In ms; a gap that has not ended counts. */
    longest: () => (last === null ? null : Math.max(longest, performance.now() - last)),
    frames: () => frames,
  };
})();
