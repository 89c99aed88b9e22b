package dev.sluice.server.rtp;

import java.util.List;

/**
 * The classes of H.264 profiles that decide whether one stream suits one receiver. RFC 6184 section
 * 8.1; the constraint bits as in ITU-T H.264 annex A.
 */
public enum H264Profile {
  CONSTRAINED_BASELINE,
  BASELINE,
  MAIN,
  CONSTRAINED_HIGH,
  HIGH,
  PREDICTIVE_HIGH_444,
  OTHER;

  /** What a missing or unreadable {@code profile-level-id} means in practice: level 3.1. */
  public static final String DEFAULT_PROFILE_LEVEL_ID = "42e01f";

  private static final int LENGTH = 6;
  private static final int CONSTRAINT_SET_0 = 0x80;
  private static final int CONSTRAINT_SET_1 = 0x40;
  private static final int CONSTRAINT_SETS_4_AND_5 = 0x0C;

  /**
   * The class of a {@code profile-level-id}: six hex digits that name profile_idc, the constraint
   * bits and the level. Other text counts as {@link #DEFAULT_PROFILE_LEVEL_ID}.
   */
  public static H264Profile of(String profileLevelId) {
    String id = isProfileLevelId(profileLevelId) ? profileLevelId : DEFAULT_PROFILE_LEVEL_ID;
    int constraints = Integer.parseInt(id.substring(2, 4), 16);
    return switch (Integer.parseInt(id.substring(0, 2), 16)) {
      case 0x42 -> (constraints & CONSTRAINT_SET_1) != 0 ? CONSTRAINED_BASELINE : BASELINE;
      case 0x4D -> (constraints & CONSTRAINT_SET_0) != 0 ? CONSTRAINED_BASELINE : MAIN;
      case 0x64 ->
          (constraints & CONSTRAINT_SETS_4_AND_5) == CONSTRAINT_SETS_4_AND_5
              ? CONSTRAINED_HIGH
              : HIGH;
      case 0xF4 -> PREDICTIVE_HIGH_444;
      default -> OTHER;
    };
  }

  /** True when {@code text} is six hex digits. */
  public static boolean isProfileLevelId(String text) {
    return text.length() == LENGTH && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  /**
   * The classes whose receivers can be given this stream, best first. The lower ones stand there
   * because encoders sign themselves lower than they are: OBS declares Constrained Baseline and
   * sends High, so a receiver's decoder has to take it anyway.
   */
  List<H264Profile> receivers() {
    return switch (this) {
      case CONSTRAINED_BASELINE ->
          List.of(CONSTRAINED_BASELINE, BASELINE, MAIN, CONSTRAINED_HIGH, HIGH);
      case BASELINE -> List.of(BASELINE, CONSTRAINED_BASELINE, MAIN, CONSTRAINED_HIGH, HIGH);
      case MAIN -> List.of(MAIN, HIGH, CONSTRAINED_HIGH, CONSTRAINED_BASELINE, BASELINE);
      case CONSTRAINED_HIGH ->
          List.of(CONSTRAINED_HIGH, HIGH, MAIN, CONSTRAINED_BASELINE, BASELINE);
      case HIGH -> List.of(HIGH, CONSTRAINED_HIGH, MAIN, CONSTRAINED_BASELINE, BASELINE);
      case PREDICTIVE_HIGH_444 -> List.of(PREDICTIVE_HIGH_444);
      case OTHER -> List.of(OTHER);
    };
  }
}
