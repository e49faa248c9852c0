export function stopSharedServers(): Promise<void> {
  return Promise.resolve();
}
