import { stopSharedServers } from './sharedServer';

/** Servers that tests share are stopped when the run ends, also when it fails. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopSharedServers();
  },
};
