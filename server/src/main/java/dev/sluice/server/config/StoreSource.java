package dev.sluice.server.config;

import java.util.Set;

/**
 * Where the values of a store come from: the variables of uploads, or those of backups and, for
 * what they leave unset, those of uploads. When backups name a store of their own, nothing of the
 * other one's is taken over: neither keys nor certificates are meant for it.
 */
final class StoreSource {

  private final Environment environment;
  private final boolean ofBackups;
  private final boolean elsewhere;

  private StoreSource(Environment environment, boolean ofBackups) {
    this.environment = environment;
    this.ofBackups = ofBackups;
    this.elsewhere = ofBackups && environment.has(BackupStoreVariables.BACKUP_S3_ENDPOINT);
  }

  static StoreSource ofUploads(Environment environment) {
    return new StoreSource(environment, false);
  }

  static StoreSource ofBackups(Environment environment) {
    return new StoreSource(environment, true);
  }

  /**
   * What the variable says, or the one that stands for it.
   *
   * @param variable of uploads
   */
  <T> T value(Variable<T> variable) {
    return isForeign(variable)
        ? variable.parse(variable.defaultText())
        : environment.value(used(variable));
  }

  boolean has(Variable<?> variable) {
    return !isForeign(variable) && environment.has(used(variable));
  }

  /** What an operator has to look for. */
  String name(Variable<?> variable) {
    return used(variable).name();
  }

  /** What decides about HTTPS. */
  String nameOfTls() {
    return name(elsewhere ? StoreVariables.S3_ENDPOINT : StoreVariables.S3_USE_SSL);
  }

  Environment environment() {
    return environment;
  }

  /** Of the recordings' store alone. */
  private boolean isForeign(Variable<?> variable) {
    return elsewhere && !BackupStoreVariables.OWN.containsKey(variable);
  }

  /** The one that counts. */
  @SuppressWarnings("unchecked")
  <T> Variable<T> used(Variable<T> variable) {
    if (!ofBackups || !(elsewhere || isOwn(variable))) {
      return variable;
    }
    // the same parser, by how they are made
    return (Variable<T>) BackupStoreVariables.OWN.getOrDefault(variable, variable);
  }

  private boolean isOwn(Variable<?> variable) {
    return BackupStoreVariables.GROUPS.stream()
        .filter(group -> group.contains(variable))
        .findFirst()
        .orElseGet(() -> Set.of(variable))
        .stream()
        .filter(BackupStoreVariables.OWN::containsKey)
        .anyMatch(each -> environment.has(BackupStoreVariables.OWN.get(each)));
  }
}
