import type { Context } from 'mocha';
import { stopSharedServers } from './sharedServer';

/** Servers that tests share are stopped when the run ends, also when it fails. */
export const mochaHooks = {
  async afterAll(this: Context): Promise<void> {
    // A hundred thousand files of its databases are removed with a server, while others may use the disk.
    this.timeout(300_000);
    await stopSharedServers();
  },
};

// Nothing is open any more when this comes, or the process would wait for it. Left alone, Node may go on for ever: after a
// stream that was cut in silence, its own clean-up (Environment::CleanupHandles) waits for a socket that is gone.
process.once('beforeExit', () => process.exit());
