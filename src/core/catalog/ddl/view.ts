import { quoteIdentifier } from '../../sql/quote';
import { type ActionTarget, ownName } from '../actions/target';
import { columnDefinitions } from './columns';
import { columnComments, columnStatements } from './columnSql';
import { created, type Ddl, ddl, type DdlReading, linked, readObject, readRows } from './ddl';
import { commentStatement, ownerStatement } from './describe';
import { indexComment, indexDefinitions, indexStatements } from './indexes';
import { storageParameters } from './options';
import { type RelationDefinition, relationDefinition, relationGrants } from './relationDefinition';
import { ruleStatements, statisticsStatements, triggerStatements } from './tableParts';

/** A view with its rules, triggers, defaults, comments and privileges. */
export async function viewDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const view = await readObject(reading, relationDefinition(target.oid), target);
  const self = view.target;
  const columns = await readRows(reading, columnDefinitions(target.oid));
  return ddl(
    [
      ...created(
        viewStatement(view, 'CREATE VIEW'),
        ...columns.map(({ name, expression }) =>
          expression === undefined
            ? undefined
            : `ALTER VIEW ${ownName(self)} ALTER COLUMN ${quoteIdentifier(name)} SET DEFAULT ${expression}`,
        ),
        ...(await commonStatements(reading, view)),
      ),
      ...linked(...(await ruleStatements(reading, self)), ...(await triggerStatements(reading, self))),
    ],
    extensionNote(view),
  );
}

/** The statement that makes the view, or replaces it. */
export function viewStatement(view: RelationDefinition, create: string): string {
  const options = storageParameters(view.parameters);
  const parameters = options === undefined ? '' : ` WITH ${options}`;
  return `${create} ${ownName(view.target)}${parameters} AS\n${view.query ?? ''}`;
}

/** A materialized view with its indexes, statistics, comments and privileges. */
export async function materializedViewDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const view = await readObject(reading, relationDefinition(target.oid), target);
  const self = view.target;
  const columns = await readRows(reading, columnDefinitions(target.oid));
  const indexes = await readRows(reading, indexDefinitions(target.oid));
  return ddl(
    [
      ...created(
        materializedViewStatement(view),
        ...columns.flatMap((column) => columnStatements(self, column)),
        ...columns.map(({ name, compression }) =>
          compression === undefined
            ? undefined
            : `ALTER MATERIALIZED VIEW ${ownName(self)} ALTER COLUMN ${quoteIdentifier(name)} SET COMPRESSION ${compression}`,
        ),
        ...indexes.flatMap((index) => [index.definition, ...indexStatements(self, index)]),
        ...(await statisticsStatements(reading, self.oid)),
        ...view.extensions.map(
          (name) => `ALTER MATERIALIZED VIEW ${ownName(self)} DEPENDS ON EXTENSION ${quoteIdentifier(name)}`,
        ),
        ...(await commonStatements(reading, view)),
        ...indexes.map(indexComment),
      ),
    ],
    extensionNote(view),
    view.populated ? undefined : 'It was never filled, or was emptied: REFRESH MATERIALIZED VIEW fills it.',
  );
}

/** Said of what an extension made. */
export function extensionNote({ extension }: Pick<RelationDefinition, 'extension'>): string | undefined {
  return extension === undefined
    ? undefined
    : `It belongs to the extension ${extension}, which makes it by itself.`;
}

function materializedViewStatement(view: RelationDefinition): string {
  const options = storageParameters(view.parameters);
  const clauses = [
    view.accessMethod === undefined ? undefined : `USING ${quoteIdentifier(view.accessMethod)}`,
    options === undefined ? undefined : `WITH ${options}`,
    view.tablespace === undefined ? undefined : `TABLESPACE ${quoteIdentifier(view.tablespace)}`,
  ].filter((clause) => clause !== undefined);
  const head = [`CREATE MATERIALIZED VIEW ${ownName(view.target)}`, ...clauses].join('\n');
  return `${head} AS\n${view.query ?? ''}\nWITH ${view.populated ? '' : 'NO '}DATA`;
}

async function commonStatements(
  reading: DdlReading,
  view: RelationDefinition,
): Promise<readonly (string | undefined)[]> {
  const columns = await readRows(reading, columnDefinitions(view.target.oid));
  return [
    ownerStatement(view.target, view.owner),
    commentStatement(view.target, view.comment),
    ...columns.flatMap((column) => columnComments(view.target, column)),
    ...(await relationGrants(reading, view)),
  ];
}
