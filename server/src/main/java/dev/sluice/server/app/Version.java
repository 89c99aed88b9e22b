package dev.sluice.server.app;

import picocli.CommandLine.IVersionProvider;

/** What this program is, from the manifest of the jar it runs from. */
final class Version implements IVersionProvider {

  /** The version, or {@code development} when it does not run from the jar. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Sluice " + text(), "Java " + Runtime.version()};
  }
}
