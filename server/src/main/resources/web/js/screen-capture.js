// @ts-check

/** Whether this browser can share a screen at all: those on telephones cannot. */
export const canCaptureScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/**
 * Asks for a screen, a window or a tab, with its sound where there is one.
 *
 * @returns {Promise<MediaStream>}
 * @throws {DOMException} `NotAllowedError` when the person changed their mind
 */
export function captureScreen() {
  return navigator.mediaDevices.getDisplayMedia(
    /** @type {DisplayMediaStreamOptions} */ ({
      video: { frameRate: { ideal: 30 } },
      audio: true,
      selfBrowserSurface: 'exclude',
    }),
  );
}
