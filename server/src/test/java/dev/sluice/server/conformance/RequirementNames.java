package dev.sluice.server.conformance;

import dev.sluice.server.conformance.Requirement.Document;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Calls a test by what it proves, with document, section and level. */
final class RequirementNames extends DisplayNameGenerator.Simple {

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> testClass, Method method) {
    String name = super.generateDisplayNameForMethod(enclosing, testClass, method);
    Proves proves = method.getAnnotation(Proves.class);
    if (proves == null) {
      return name;
    }
    Document document =
        WhepConformanceTest.class.isAssignableFrom(testClass) ? Document.WHEP : Document.WHIP;
    return name
        + " — "
        + Arrays.stream(proves.value())
            .filter(requirement -> requirement.section(document).isPresent())
            .map(requirement -> requirement.title(document))
            .collect(Collectors.joining("; "));
  }
}
