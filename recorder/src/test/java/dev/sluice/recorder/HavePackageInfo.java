package dev.sluice.recorder;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Every package has a {@code package-info.java} that says what lives there and what it may import.
 */
final class HavePackageInfo extends ArchCondition<JavaClass> {

  HavePackageInfo() {
    super("live in a package with a package-info.java");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Path info =
        Path.of("src/main/java", type.getPackageName().replace('.', '/'), "package-info.java");
    boolean there = Files.exists(info);
    events.add(
        new SimpleConditionEvent(
            type, there, type.getPackageName() + (there ? " has " : " lacks ") + info));
  }
}
