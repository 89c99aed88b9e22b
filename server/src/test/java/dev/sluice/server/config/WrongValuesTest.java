package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That there is a wrong value of each variable; what becomes of them is told by the program. */
class WrongValuesTest {

  @Test
  void eachVariableThatIsNoFreeTextHasAWrongValue() {
    Set<String> names = Variables.all().stream().map(Variable::name).collect(Collectors.toSet());
    Set<String> judged = new TreeSet<>(WrongValues.texts().keySet());
    assertTrue(judged.stream().noneMatch(WrongValues.FREE_TEXTS::contains));
    judged.addAll(WrongValues.FREE_TEXTS);
    assertEquals(new TreeSet<>(names), judged);
  }
}
