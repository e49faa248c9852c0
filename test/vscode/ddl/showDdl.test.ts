import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { currentRelation } from '../../../src/core/catalog/queries/relations';
import type { RelationNode } from '../../../src/core/explorer/nodes';
import { parseReference } from '../../../src/vscode/ddl/ddlReference';
import { EditedSources } from '../../../src/vscode/ddl/editedSources';
import { editSource } from '../../../src/vscode/ddl/editSource';
import { showDdl } from '../../../src/vscode/ddl/showDdl';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('explorer: Show DDL and Edit Source', () => {
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let shown: { uri: vscode.Uri; text: string }[];
  let opened: string[];

  const sql = (text: string) => server.query<Record<string, unknown>>(text, [], database);
  const relation = async (name: string): Promise<RelationNode> => {
    const catalog = await connections.database('test');
    const [row] = await catalog.read(currentRelation({ oid: 0, schema: 'a/b', name }), neverCancelled);
    assert.ok(row, name);
    const place = { profileId: 'test', database: undefined };
    return { kind: 'relation', id: name, place, row, bound: undefined, facts: undefined };
  };
  const show = async (node: RelationNode | undefined) => {
    const documents = {
      show: (uri: vscode.Uri, text: string) => {
        shown.push({ uri, text });
        return Promise.resolve();
      },
    };
    await showDdl({ connections, documents }, node);
    const last = shown.at(-1);
    assert.ok(last);
    return last;
  };

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    [shown, opened] = [[], []];
    database = await server.createDatabase('show ddl');
    connections = new TestConnections(
      [profileFor(server, { database, name: 'Ware\nhouse', readOnly: true })],
      server.password,
    );
    await sql('CREATE SCHEMA "a/b"');
    await sql('CREATE TABLE "a/b"."x\ny" (id int)');
    await sql('CREATE VIEW "a/b".seen AS SELECT 1 AS one');
  });

  afterEach(async () => {
    await connections.disconnect();
    connections.dispose();
  });

  it('shows a text named after the object, on a read-only connection too', async () => {
    const { uri, text } = await show(await relation('x\ny'));
    assert.equal(uri.scheme, 'lakehouse-ddl');
    assert.equal(uri.path, '/a_b.x␊y (table).sql');
    assert.match(
      text,
      /^-- The table a\/b\.x␊y in [^\n]* on Ware house \(PostgreSQL [^\n]*\)\.\n-- Needs: schema a\/b\.\n\nCREATE TABLE "a\/b"\."x\ny" \(\n {4}id integer\n\);\n/,
    );
    assert.equal(parseReference(uri.query)?.target.name, 'x\ny');
  });

  it('reads the object again each time, also when it was made anew', async () => {
    const node = await relation('x\ny');
    const before = await show(node);
    await sql('DROP TABLE "a/b"."x\ny"');
    await sql('CREATE TABLE "a/b"."x\ny" (other text)');
    const after = await show(node);
    assert.equal(before.uri.toString(), after.uri.toString());
    assert.match(after.text, /other text/);
  });

  it('says in a sentence why it cannot', async () => {
    const node = await relation('x\ny');
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE "a/b"."x\ny"');
      await assert.rejects(show(node), /^UserError: .*another session has locked the table .* exclusively/s);
      await client.query('ROLLBACK');
    }, database);
    await sql('DROP TABLE "a/b"."x\ny"');
    await assert.rejects(show(node), /^UserError: The table .* no longer exists/s);
    await assert.rejects(show(undefined), /Select an object in the Lakehouse sidebar first/);
  });

  it('opens a view to be edited, but not on a read-only connection', async () => {
    const sources = new EditedSources(emptyMemory);
    const uri = vscode.Uri.parse('untitled:Untitled-1');
    const queries = {
      open: (_: string, name: string, text: string) => {
        opened.push(`${name === database ? 'here' : name}: ${text}`);
        return Promise.resolve(uri);
      },
    };
    const edit = async (name: string) => editSource({ connections, queries, sources }, await relation(name));
    await assert.rejects(edit('seen'), /is read-only, and nothing was sent/);
    connections.profiles = connections.profiles.map((profile) => ({ ...profile, readOnly: false }));
    await edit('seen');
    assert.deepEqual(opened, ['here: CREATE OR REPLACE VIEW "a/b".seen AS\nSELECT 1 AS one;\n']);
    assert.equal(sources.of(uri)?.name, 'seen');
    await assert.rejects(edit('x\ny'), /Edit Source is not possible for a table\./);
  });
});
