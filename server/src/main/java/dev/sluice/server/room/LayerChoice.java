package dev.sluice.server.room;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which encoding of a simulcast track a viewer wants. A named encoding is forwarded as long as it
 * is alive; while it is not, the best that the limits allow is.
 *
 * @param rid the encoding's rid; excludes {@code encoding}
 * @param encoding its number as {@link LayerInfo#encoding} tells it, for encodings without rid
 * @param maxWidth no wider picture, in pixels, if there is one
 * @param maxHeight no higher picture, in pixels, if there is one
 */
public record LayerChoice(
    Optional<String> rid, OptionalInt encoding, OptionalInt maxWidth, OptionalInt maxHeight) {

  /** The server chooses. */
  public static final LayerChoice AUTOMATIC =
      new LayerChoice(
          Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  public LayerChoice {
    if (rid.isPresent() && encoding.isPresent()) {
      throw new IllegalArgumentException("an encoding is named by rid or by number");
    }
  }

  /** The encoding of this rid. */
  public static LayerChoice ofRid(String rid) {
    return new LayerChoice(
        Optional.of(rid), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The encoding of this number. */
  public static LayerChoice ofEncoding(int encoding) {
    return new LayerChoice(
        Optional.empty(), OptionalInt.of(encoding), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The best encoding no larger than this. */
  public static LayerChoice within(int maxWidth, int maxHeight) {
    return new LayerChoice(
        Optional.empty(), OptionalInt.empty(), OptionalInt.of(maxWidth), OptionalInt.of(maxHeight));
  }
}
