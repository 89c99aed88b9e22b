package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.protocol.IceServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServerLinkTest {

  @Test
  void writesOneLineForEachUrlWithTheParametersInTheOrderClientsExpect() {
    IceServer turn =
        new IceServer(
            List.of("turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443"),
            Optional.of("1767225600:alice"),
            Optional.of("bm9ydGg="));

    assertEquals(
        List.of(
            "<stun:stun.example.org>; rel=\"ice-server\"",
            "<turn:turn.example.org:3478?transport=udp>; rel=\"ice-server\";"
                + " username=\"1767225600:alice\"; credential=\"bm9ydGg=\";"
                + " credential-type=\"password\"",
            "<turns:turn.example.org:443>; rel=\"ice-server\"; username=\"1767225600:alice\";"
                + " credential=\"bm9ydGg=\"; credential-type=\"password\""),
        IceServerLink.values(List.of(IceServer.of("stun:stun.example.org"), turn)));
  }

  @Test
  void escapesWhatWouldEndAQuotedString() {
    IceServer turn = new IceServer(List.of("turn:a"), Optional.of("u"), Optional.of("p\"w\\d"));

    assertEquals(
        List.of(
            "<turn:a>; rel=\"ice-server\"; username=\"u\"; credential=\"p\\\"w\\\\d\";"
                + " credential-type=\"password\""),
        IceServerLink.values(List.of(turn)));
  }
}
