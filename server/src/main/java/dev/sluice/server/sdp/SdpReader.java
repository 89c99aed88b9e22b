package dev.sluice.server.sdp;

import dev.sluice.server.sdp.SdpException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one text line by line: a whole session description or a fragment of one. */
final class SdpReader {

  /** There are no more payload types than this. */
  private static final int MOST_FORMATS = 128;

  private static final int HIGHEST_PORT = 65_535;

  private final String text;
  private final SdpLimits limits;

  private boolean fragment;
  private int lineNumber;
  private boolean begun;
  private String origin = "-";
  private String sessionName = "-";
  private final List<Attribute> sessionAttributes = new ArrayList<>();
  private final List<MediaSection> media = new ArrayList<>();

  /** The attributes of the section that is being read. */
  private List<Attribute> attributes = sessionAttributes;

  /** The m-line of the section that is being read; null at session level. */
  private MediaSection mediaLine;

  SdpReader(String text, SdpLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  SessionDescription read() throws SdpException {
    readLines();
    if (!begun) {
      throw notSdp();
    }
    return new SessionDescription(origin, sessionName, sessionAttributes, media);
  }

  /** A fragment has no {@code v=} line to know it by, so every line has to have the form of one. */
  SdpFragment readFragment() throws SdpException {
    fragment = true;
    readLines();
    return new SdpFragment(sessionAttributes, media);
  }

  private void readLines() throws SdpException {
    if (text.length() > limits.chars()) {
      throw new SdpException(
          Reason.TOO_LARGE,
          "The session description has %d characters; at most %d are taken."
              .formatted(text.length(), limits.chars()));
    }
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      lineNumber++;
      if (end - start > limits.lineChars()) {
        throw new SdpException(
            Reason.LINE_TOO_LONG,
            "Line %d of the session description is longer than %d characters."
                .formatted(lineNumber, limits.lineChars()));
      }
      line(text.substring(start, end).stripTrailing());
      start = end + 1;
    }
    endSection();
  }

  private void line(String line) throws SdpException {
    if (line.isBlank()) {
      return;
    }
    if (fragment) {
      fragmentLine(line);
    } else if (!begun) {
      if (!line.equals("v=0")) {
        throw notSdp();
      }
      begun = true;
    } else if (line.length() > 2 && line.charAt(1) == '=') {
      field(line.charAt(0), line.substring(2));
    }
  }

  private void fragmentLine(String line) throws SdpException {
    boolean field = line.length() > 2 && line.charAt(1) == '=' && isType(line.charAt(0));
    if (!field) {
      throw new SdpException(
          Reason.MALFORMED_LINE,
          "Line %d of the fragment is no line of a session description.".formatted(lineNumber));
    }
    field(line.charAt(0), line.substring(2));
  }

  private static boolean isType(char type) {
    return type >= 'a' && type <= 'z';
  }

  private void field(char type, String value) throws SdpException {
    switch (type) {
      case 'm' -> beginSection(value);
      case 'a' -> attribute(value);
      case 'o' -> origin = value;
      case 's' -> sessionName = value;
      default -> {
        // c=, b=, t= and the like: ICE and RTCP feedback have replaced what they say
      }
    }
  }

  private void attribute(String text) throws SdpException {
    if (attributes.size() == limits.attributes()) {
      throw new SdpException(
          Reason.TOO_MANY_ATTRIBUTES,
          "Line %d: one section has more than %d attributes."
              .formatted(lineNumber, limits.attributes()));
    }
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    if (!name.isEmpty()) {
      attributes.add(new Attribute(name, colon < 0 ? "" : text.substring(colon + 1).strip()));
    }
  }

  private void beginSection(String value) throws SdpException {
    endSection();
    if (media.size() == limits.mediaSections()) {
      throw new SdpException(
          Reason.TOO_MANY_MEDIA_SECTIONS,
          "The session description has more than %d m-lines.".formatted(limits.mediaSections()));
    }
    String[] words = value.strip().split(" +");
    int port = words.length < 4 ? -1 : Numbers.parse(words[1].split("/", 2)[0], 0, HIGHEST_PORT);
    if (port < 0) {
      throw new SdpException(
          Reason.MALFORMED_MEDIA_LINE,
          "Line %d: an m-line needs a media type, a port, a protocol and a format."
              .formatted(lineNumber));
    }
    if (words.length - 3 > MOST_FORMATS) {
      throw new SdpException(
          Reason.TOO_MANY_FORMATS,
          "Line %d: an m-line has at most %d formats.".formatted(lineNumber, MOST_FORMATS));
    }
    List<String> formats = Arrays.asList(words).subList(3, words.length);
    mediaLine = new MediaSection(words[0], port, words[2], formats, List.of());
    attributes = new ArrayList<>();
  }

  private void endSection() {
    if (mediaLine != null) {
      media.add(
          new MediaSection(
              mediaLine.media(),
              mediaLine.port(),
              mediaLine.protocol(),
              mediaLine.formats(),
              attributes));
    }
  }

  private static SdpException notSdp() {
    return new SdpException(
        Reason.NOT_SDP, "This is not a session description: it does not begin with \"v=0\".");
  }
}
