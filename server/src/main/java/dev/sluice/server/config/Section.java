package dev.sluice.server.config;

import java.util.List;

/**
 * A chapter of the manual.
 *
 * @param about a sentence
 */
record Section(String title, String about, List<Variable<?>> variables) {

  Section {
    variables = List.copyOf(variables);
  }
}
