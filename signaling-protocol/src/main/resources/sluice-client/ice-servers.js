/** ICE servers of the server, unless the application gave its own; where the browser can still be told. */
export function useIceServers(connection, iceServers) {
  if (!iceServers?.length || !connection.setConfiguration) {
    return;
  }
  const configuration = connection.getConfiguration();
  if (!configuration.iceServers?.length) {
    connection.setConfiguration({ ...configuration, iceServers });
  }
}
