package dev.sluice.server.rtp;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Which header extension has which id in one m-section. Ids are 1 to 255 without 15. Immutable. */
public final class ExtensionMap {

  /** No extension at all. */
  public static final ExtensionMap EMPTY = new ExtensionMap(Map.of());

  /** Stands for "not agreed"; no extension has this id. */
  public static final int ABSENT = 0;

  private final int[] ids = new int[HeaderExtension.values().length];
  private final Map<HeaderExtension, Integer> view;

  public ExtensionMap(Map<HeaderExtension, Integer> ids) {
    EnumMap<HeaderExtension, Integer> copy = new EnumMap<>(HeaderExtension.class);
    copy.putAll(ids);
    this.view = Collections.unmodifiableMap(copy);
    copy.forEach((extension, id) -> this.ids[extension.ordinal()] = id);
  }

  /** The id of {@code extension}, or {@link #ABSENT}. */
  public int idOf(HeaderExtension extension) {
    return ids[extension.ordinal()];
  }

  /** True when {@code extension} was agreed. */
  public boolean has(HeaderExtension extension) {
    return ids[extension.ordinal()] != ABSENT;
  }

  /** All agreed extensions with their ids. */
  public Map<HeaderExtension, Integer> asMap() {
    return view;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExtensionMap map && view.equals(map.view);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }

  @Override
  public String toString() {
    return view.toString();
  }
}
