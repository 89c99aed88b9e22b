package dev.sluice.server.config;

import java.util.List;

/**
 * Every variable this version reads, in the order of the manual. They stand by subject in files of
 * their own; who adds one runs what {@code ConfigurationPageTest} says.
 */
final class Variables {

  private static final List<Section> SECTIONS =
      List.of(
          new Section("HTTP", "Where pages, API and WebSocket are.", HttpVariables.LISTENING),
          new Section(
              "Limits", "What one client, and all together, may ask.", HttpVariables.LIMITS),
          new Section(
              "Access",
              "Who may come in, and who operates the server. Without any of these every room is"
                  + " open.",
              joined(
                  List.of(
                      SharedTokenVariables.ALL,
                      List.of(HttpVariables.METRICS_TOKEN),
                      SessionVariables.ALL,
                      AccessVariables.ALL))),
          new Section(
              "Media",
              "Where sound and pictures go in and out, and what peers are told of it.",
              MediaVariables.ALL),
          new Section("STUN and TURN", "Servers that clients are told of.", IceServerVariables.ALL),
          new Section("Rooms", "Who is in them, and for how long.", RoomVariables.ALL),
          new Section(
              "WHIP and WHEP", "Encoders that publish, players that watch.", WishVariables.ALL),
          new Section(
              "Several servers, drain",
              "Rooms on other servers, and how this one ends.",
              DrainVariables.ALL),
          new Section("Recording", "Files on this machine.", RecordingVariables.ALL),
          new Section(
              "Store", "Uploads of recordings to S3, MinIO and their like.", StoreVariables.ALL),
          new Section(
              "Backups",
              "A store for `backup --to s3://…`, which the server itself does not use. What is not"
                  + " set is as the recordings' store has it (`S3_…`), unless `BACKUP_S3_ENDPOINT`"
                  + " names another one.",
              BackupStoreVariables.ALL),
          new Section("Metrics", "The page for Prometheus.", MetricsVariables.ALL),
          new Section("Traces", "OpenTelemetry, under its own names.", TracingVariables.ALL),
          new Section("Events", "Webhooks of what happens in rooms.", EventVariables.ALL),
          new Section(
              "Logs and errors",
              "The log goes to standard error.",
              joined(List.of(LogVariables.ALL, ErrorVariables.ALL))));

  private static final List<Variable<?>> ALL =
      SECTIONS.stream().map(Section::variables).<Variable<?>>flatMap(List::stream).toList();

  private Variables() {}

  /** All of them. */
  static List<Variable<?>> all() {
    return ALL;
  }

  /** The chapters of the manual, which have each variable once. */
  static List<Section> sections() {
    return SECTIONS;
  }

  private static List<Variable<?>> joined(List<List<Variable<?>>> lists) {
    return lists.stream().<Variable<?>>flatMap(List::stream).toList();
  }
}
