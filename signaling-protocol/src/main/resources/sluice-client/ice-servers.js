/** Connections that use what the server told: to be replaced when it tells fresh credentials. */
const told = new WeakSet();

/** Uses the STUN and TURN servers that the server told, unless the application brought its own. */
export function useIceServers(connection, iceServers) {
  if (!iceServers?.length || !connection.setConfiguration) {
    return;
  }
  const configuration = connection.getConfiguration();
  if (!configuration.iceServers?.length || told.has(connection)) {
    connection.setConfiguration({ ...configuration, iceServers });
    told.add(connection);
  }
}
