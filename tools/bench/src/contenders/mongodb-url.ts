/** With time enough: what a busy machine does late is no failure. */
export function patientMongodbUrl(server: string): string {
  const options = "connectTimeoutMS=60000&serverSelectionTimeoutMS=60000";
  return server.includes("?") ? `${server}&${options}` : `${server}/?${options}`;
}
