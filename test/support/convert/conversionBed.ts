import { catalogSnapshot } from '../catalogSnapshot';
import type { TestServer } from '../postgres';
import { sharedServer } from '../sharedServer';
import { type OpenConversion, openConversion } from './openConversion';
import { loans } from './tableWithEverything';

/** A new database for each test of a suite, and conversions in it. Call it where the suite is described. */
export function conversionBed(name: string) {
  let server: TestServer;
  let database: string;
  const opened: OpenConversion[] = [];

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase(name);
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    await server.query('DROP ROLE IF EXISTS "convert reader"');
  });

  return {
    /** From the first test on. */
    get server() {
      return server;
    },
    /** That of the test that runs. */
    get database() {
      return database;
    },
    open: async (table = loans): Promise<OpenConversion> => {
      const conversion = await openConversion(server, database, table);
      opened.push(conversion);
      return conversion;
    },
    snapshot: () => server.withAdmin(catalogSnapshot, database),
  };
}
