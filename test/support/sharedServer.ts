import { startPostgres, type TestServer } from './postgres';

let shared: Promise<TestServer> | undefined;

/** The one server of this test process, for tests that need nothing special of it. Make a database of your own in it. */
export function sharedServer(): Promise<TestServer> {
  shared ??= startPostgres();
  return shared;
}

export async function stopSharedServers(): Promise<void> {
  const running = shared;
  shared = undefined;
  await (await running?.catch(() => undefined))?.dispose();
}
