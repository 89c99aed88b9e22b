package dev.sluice.protocol;

import java.util.List;

/**
 * What the client's token allows.
 *
 * @param publish what it may send; what is not here is refused with {@link ErrorCode#FORBIDDEN}
 * @param subscribe whether anything is put into its slots
 * @param hidden whether others do not learn of it
 * @param record whether it may control the room's recording
 */
public record Permissions(
    List<Publishable> publish, boolean subscribe, boolean hidden, boolean record) {

  public Permissions {
    publish = publish == null ? List.of() : List.copyOf(publish);
  }
}
