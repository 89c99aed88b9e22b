package dev.sluice.recorder.upload;

/**
 * How a file whose final size nobody knows is cut into parts. S3 takes 10,000 parts, each of 5 MiB
 * to 5 GiB (the last may be smaller): equal parts of 8 MiB would end a recording at 78 GiB, so
 * parts grow. Those of the first thousand have the first size, and each further thousand has twice
 * the size of the one before: beginning with 8 MiB, 10,000 parts hold 7.8 TiB, more than the 5 TiB
 * an object may have. Cloudflare R2 wants all parts but the last of one size.
 *
 * @param firstPartBytes 5 MiB to 5 GiB
 */
public record PartPlan(long firstPartBytes, Growth growth) {

  /** Sizes of the parts that follow. */
  public enum Growth {
    DOUBLING,
    EQUAL
  }

  public static final int MAX_PARTS = 10_000;
  public static final long MIN_PART_BYTES = 5L << 20;
  public static final long MAX_PART_BYTES = 5L << 30;
  public static final long MAX_OBJECT_BYTES = 5L << 40;
  public static final PartPlan DEFAULT = new PartPlan(8L << 20, Growth.DOUBLING);

  private static final int STEP_PARTS = 1000;

  public PartPlan {
    if (firstPartBytes < MIN_PART_BYTES || firstPartBytes > MAX_PART_BYTES) {
      throw new IllegalArgumentException("parts have 5 MiB to 5 GiB");
    }
  }

  /** Where a part begins in the file. Part numbers begin with 1. */
  public long offset(int part) {
    int before = part - 1;
    if (growth == Growth.EQUAL) {
      return before * firstPartBytes;
    }
    long offset = 0;
    for (int step = 0; before > 0; step++) {
      int ofStep = Math.min(before, STEP_PARTS);
      offset += ofStep * sizeInStep(step);
      before -= ofStep;
    }
    return offset;
  }

  /** How long a part is, unless it is the last. */
  public long size(int part) {
    return growth == Growth.EQUAL ? firstPartBytes : sizeInStep((part - 1) / STEP_PARTS);
  }

  /** The longest file there can be. */
  public long capacity() {
    return Math.min(MAX_OBJECT_BYTES, offset(MAX_PARTS + 1));
  }

  /** How many parts a file of this size has, at least one. */
  public int parts(long fileBytes) {
    if (fileBytes > capacity()) {
      throw new IllegalArgumentException("a file of " + fileBytes + " bytes has too many parts");
    }
    return Math.max(1, whole(fileBytes) + (offset(whole(fileBytes) + 1) < fileBytes ? 1 : 0));
  }

  /** How many whole parts bytes from the file's beginning make. */
  public int whole(long bytes) {
    int low = 0;
    int high = MAX_PARTS;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (offset(middle + 1) <= bytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private long sizeInStep(int step) {
    return Math.min(MAX_PART_BYTES, firstPartBytes << Math.min(step, 20));
  }
}
