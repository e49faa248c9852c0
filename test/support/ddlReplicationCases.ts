import { type DdlCase, parent, row, schema, text } from './ddlCases';

const subscription = (title: string, name: string, make: readonly string[]): DdlCase => ({
  title,
  kind: 'subscription',
  oid: row('pg_subscription', 'subname', name),
  make,
});

export const replicationCases: readonly DdlCase[] = [
  {
    title: 'a publication of everything',
    kind: 'publication',
    oid: row('pg_publication', 'pubname', 'all "of" it'),
    make: [
      `CREATE PUBLICATION "all ""of"" it" FOR ALL TABLES WITH (publish = 'insert, truncate', publish_via_partition_root = true)`,
      `COMMENT ON PUBLICATION "all ""of"" it" IS ${text('publication')}`,
      `ALTER PUBLICATION "all ""of"" it" OWNER TO "ddl owner"`,
    ],
  },
  {
    title: 'a publication of tables',
    kind: 'publication',
    oid: row('pg_publication', 'pubname', 'several'),
    needs: [...parent, `CREATE TABLE ${schema}.sliced (a int) PARTITION BY LIST (a)`],
    make: [`CREATE PUBLICATION several FOR TABLE ${schema}.customers, ${schema}.sliced`],
  },
  {
    title: 'a publication of columns, rows and schemas',
    kind: 'publication',
    oid: row('pg_publication', 'pubname', 'parts'),
    since: 15,
    needs: [...parent, 'CREATE SCHEMA "whole ""one"""'],
    make: [
      `CREATE PUBLICATION parts FOR TABLE ${schema}.customers WHERE (id > 5 AND code <> 'a;b')`,
      `ALTER PUBLICATION parts ADD TABLES IN SCHEMA "whole ""one"""`,
    ],
  },
  {
    title: 'a publication of some columns',
    kind: 'publication',
    oid: row('pg_publication', 'pubname', 'narrow'),
    since: 15,
    needs: parent,
    make: [`CREATE PUBLICATION narrow FOR TABLE ${schema}.customers (id) WITH (publish = 'insert')`],
  },
  {
    title: 'a publication of generated columns',
    kind: 'publication',
    oid: row('pg_publication', 'pubname', 'computed'),
    since: 18,
    make: ['CREATE PUBLICATION computed WITH (publish_generated_columns = stored)'],
  },
  subscription('a subscription', 'from "there"', [
    `CREATE SUBSCRIPTION "from ""there""" CONNECTION 'host=127.0.0.1 port=1 application_name=''it\\''s''' PUBLICATION one, "two ""x"""
       WITH (connect = false, slot_name = NONE, binary = true, synchronous_commit = 'local')`,
    `COMMENT ON SUBSCRIPTION "from ""there""" IS ${text('subscription')}`,
    `ALTER SUBSCRIPTION "from ""there""" OWNER TO "ddl owner"`,
  ]),
  {
    ...subscription('a subscription with a slot', 'slotted', [
      `CREATE SUBSCRIPTION slotted CONNECTION 'host=127.0.0.1 port=1' PUBLICATION one
         WITH (connect = false, slot_name = 'my_slot', streaming = on, two_phase = true, disable_on_error = true)`,
    ]),
    since: 15,
  },
  {
    ...subscription('a subscription with the options of PostgreSQL 16', 'new', [
      `CREATE SUBSCRIPTION new CONNECTION 'host=127.0.0.1 port=1' PUBLICATION one
         WITH (connect = false, slot_name = NONE, streaming = parallel, origin = 'none', password_required = false, run_as_owner = true)`,
    ]),
    since: 16,
  },
];
