package dev.sluice.server.rtp;

/** Reads the value of the client-to-mixer audio level extension. RFC 6464 §3. */
public final class AudioLevelExtension {

  /** The level of digital silence. */
  public static final int SILENCE = 127;

  private AudioLevelExtension() {}

  /** The level as -dBov: 0 is the loudest, {@link #SILENCE} the quietest. */
  public static int level(byte value) {
    return value & 0x7f;
  }

  /** True when the sender believes the packet holds speech. */
  public static boolean voice(byte value) {
    return (value & 0x80) != 0;
  }
}
