const long = 'ü'.repeat(31);

/** A table of which every name needs quotes. */
export const oddNames = {
  table: { schema: 'My "Schema"', name: 'a.b "c" select' },
  key: 'The \'key\' \\ "x"',
  sql: [
    'CREATE SCHEMA "My ""Schema"""',
    'CREATE TABLE "My ""Schema"""."a.b ""c"" select" ("The \'key\' \\ ""x""" timestamp NOT NULL, id integer PRIMARY KEY)',
    'CREATE INDEX ON "My ""Schema"""."a.b ""c"" select" ("The \'key\' \\ ""x""")',
  ],
};

/** A table whose names are 62 bytes long, so that nothing more than one letter fits behind them. */
export const longNames = {
  table: { schema: long, name: long },
  key: 'at',
  sql: [
    `CREATE SCHEMA "${long}"`,
    `CREATE TABLE "${long}"."${long}" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at date NOT NULL)`,
    `CREATE INDEX "${long}i" ON "${long}"."${long}" (at)`,
  ],
};
