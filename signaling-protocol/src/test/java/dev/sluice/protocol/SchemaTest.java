package dev.sluice.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final Path COMMITTED =
      Path.of("src/main/resources/dev/sluice/protocol/sluice.v1.schema.json");

  private final MessageCodec codec = new MessageCodec();

  /**
   * Run with {@code -Dsluice.schema.write=true} to write the file anew after a change of records.
   */
  @Test
  void committedSchemaIsWhatTheRecordsSay() throws IOException {
    String generated = generated();
    if (Boolean.getBoolean("sluice.schema.write")) {
      Files.createDirectories(COMMITTED.getParent());
      Files.writeString(COMMITTED, generated);
    }
    assertEquals(
        Files.readString(COMMITTED), generated, "write it anew with -Dsluice.schema.write=true");
  }

  @Test
  void everySampleIsValid() throws IOException {
    JsonSchema client = schema("ClientMessage");
    for (ClientMessage message : Samples.CLIENT) {
      assertEquals(Set.of(), client.validate(codec.write(message), InputFormat.JSON));
    }
    JsonSchema server = schema("ServerMessage");
    for (ServerMessage message : Samples.SERVER) {
      assertEquals(Set.of(), server.validate(codec.write(message), InputFormat.JSON));
    }
  }

  @Test
  void clientAndServerMessagesAreNotMistakenForEachOther() throws IOException {
    JsonSchema client = schema("ClientMessage");
    for (ServerMessage message : Samples.SERVER) {
      assertFalse(client.validate(codec.write(message), InputFormat.JSON).isEmpty());
    }
  }

  @Test
  void whatTheCodecRefusesTheSchemaRefuses() throws IOException {
    JsonSchema client = schema("ClientMessage");
    for (String text :
        List.of(
            "[]",
            "{}",
            "{\"type\":\"dance\"}",
            "{\"type\":\"join\"}",
            "{\"type\":\"join\",\"room\":\"a b\"}",
            "{\"type\":\"join\",\"room\":\"a\",\"id\":0}",
            "{\"type\":\"join\",\"room\":\"a\",\"metadata\":{\"\":\"\"}}",
            "{\"type\":\"join\",\"room\":\"a\",\"metadata\":{\"a\":1}}",
            "{\"type\":\"offer\"}",
            "{\"type\":\"offer\",\"sdp\":\"\"}",
            "{\"type\":\"publish\",\"track\":\"TR_1\"}",
            "{\"type\":\"publish\",\"track\":{\"source\":\"camera\"}}",
            "{\"type\":\"publish\",\"track\":{\"mid\":\"0\",\"source\":\"cam\"}}",
            "{\"type\":\"unpublish\"}",
            "{\"type\":\"mute\",\"track\":\"TR_1\",\"muted\":\"true\"}",
            "{\"type\":\"bind\",\"track\":\"TR_1\"}",
            "{\"type\":\"layer_hint\",\"mid\":\"1\",\"maxWidth\":-1,\"maxHeight\":1}",
            "{\"type\":\"layer_hint\",\"mid\":\"1\",\"maxWidth\":1,\"maxHeight\":16385}",
            "{\"type\":\"send\",\"topic\":\"a\"}",
            "{\"type\":\"send\",\"topic\":\"a\",\"payload\":\"b\",\"to\":[7]}",
            "{\"type\":\"update_room\"}",
            "{\"type\":\"record\"}",
            "{\"type\":\"record\",\"action\":\"erase\"}",
            "{\"type\":\"record\",\"action\":\"start\",\"mode\":\"room\"}",
            "{\"type\":\"ping\",\"time\":-1}")) {
      assertThrows(ProtocolException.class, () -> codec.parse(text), text);
      assertFalse(client.validate(text, InputFormat.JSON).isEmpty(), text);
    }
  }

  @Test
  void unknownPropertiesAreValid() throws IOException {
    assertEquals(
        Set.of(),
        schema("ClientMessage").validate("{\"type\":\"leave\",\"later\":1}", InputFormat.JSON));
  }

  /** The committed schema, narrowed to one of its definitions. */
  private static JsonSchema schema(String definition) throws IOException {
    ObjectNode whole =
        (ObjectNode) JsonMapper.builder().build().readTree(Files.readString(COMMITTED));
    whole.remove("anyOf");
    whole.put("$ref", "#/$defs/" + definition);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }

  private static String generated() throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withArrayIndenter(indenter).withObjectIndenter(indenter);
    return JsonMapper.builder()
            .build()
            .writer(printer)
            .writeValueAsString(new SchemaGenerator().generate())
        + "\n";
  }
}
