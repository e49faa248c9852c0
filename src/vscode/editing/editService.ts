import { type Disposable } from '../../base/disposable';
import { isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { type AppliedEdits, applyEdits, EditRefusedError } from '../../core/editing/applyEdits';
import { editStatements } from '../../core/editing/editStatements';
import { type EditTarget, findTarget, tableFacts, tableOf } from '../../core/editing/editTarget';
import { editWords } from '../../core/editing/edits';
import type { Cell } from '../../core/ports';
import { ignoreRows } from '../../core/query/ignoreRows';
import type { Execute } from '../../core/query/runStatements';
import type { ResultColumn } from '../../core/query/session';
import type { StoredRows } from '../../core/query/storedRows';
import { rewriteRows } from '../../node/results/rewriteRows';
import type { EditHost, EditPlace, EditView } from '../../protocol/editing';
import type { Handlers } from '../../protocol/rpc';
import type { EditorSession } from '../query/editorSession';
import type { EditorWork, Work } from '../query/editorWork';
import { type AskAboutWrites, askBeforeWrites } from '../query/productionWrites';
import type { QueryRun } from '../query/queryRun';
import type { QueryRuns } from '../query/queryRuns';
import type { Confirm } from '../query/questions';
import { documentName } from '../query/sqlDocuments';
import { sqlParser } from '../query/sqlParser';
import type { StatementGuards } from '../query/statementGuards';
import type { Runner } from '../run';
import { changedRows } from './changedRows';
import { ResultEdits } from './editedResult';
import type { EditPreviews } from './editPreviews';
import type { PendingEdits } from './pendingEdits';

export interface EditServiceParts {
  readonly runner: Runner;
  readonly runs: QueryRuns;
  readonly work: EditorWork;
  readonly guards: StatementGuards;
  readonly makeRows: () => Promise<() => StoredRows>;
  readonly pending: PendingEdits;
  readonly previews: EditPreviews;
  readonly confirm: Confirm;
  readonly askAboutWrites: AskAboutWrites | undefined;
}

/** Edits results on the sessions of their documents. */
export class EditService implements Disposable {
  private readonly open = new Map<string, ResultEdits>();

  private readonly watching: Disposable;

  constructor(private readonly parts: EditServiceParts) {
    this.watching = parts.runs.onDidChange(() => this.forgetGone());
  }

  readonly handlers: Handlers<EditHost> = {
    beginEdit: async (place) => (this.of(place) ?? (await this.begin(place))).view(),
    edits: (place) => this.of(place)?.view(),
    edit: async ({ change, ...place }) => {
      const edits = this.need(place);
      await edits.change(change);
      return edits.view();
    },
    editedValue: ({ row, column, ...place }) => this.need(place).valueOf(row, column),
    previewEdits: (place) => this.preview(this.need(place)),
    applyEdits: async (place) => {
      const edits = this.need(place);
      await this.apply(edits);
      return edits.view();
    },
    endEdit: (place) => this.end(place),
  };

  dispose(): void {
    this.watching.dispose();
    this.open.clear();
  }

  /** A result that is gone takes its edits with it. */
  private forgetGone(): void {
    for (const [key, edits] of this.open) {
      if (this.parts.runs.byId(edits.run.id) !== edits.run) {
        this.open.delete(key);
        this.parts.pending.delete(edits);
      }
    }
  }

  private of({ runId, statement }: EditPlace): ResultEdits | undefined {
    return this.open.get(keyOf(runId, statement));
  }

  private need(place: EditPlace): ResultEdits {
    const edits = this.of(place);
    if (!edits) {
      throw new UserError('This result is not being edited any more. Press Edit to begin again.');
    }
    return edits;
  }

  private async begin({ runId, statement }: EditPlace): Promise<ResultEdits> {
    const run = this.parts.runs.byId(runId);
    const { columns, state } = run?.store.statement(statement) ?? {};
    if (!run || !columns) {
      throw new UserError('This result is no longer there. Run the statement again.');
    }
    if (run.readOnly) {
      throw new UserError('This connection is read-only, so its results cannot be edited.');
    }
    if (state === 'running' || state === 'waiting') {
      throw new UserError('Rows are still arriving. Wait for the statement to end, or cancel it.');
    }
    const target = await this.parts.work.perform(run.uri, (editor, work) => {
      refuseElsewhere(run, editor);
      return readTarget(columns, (request, sink) => editor.session.execute(request, sink, work.stopped));
    });
    const edits = new ResultEdits(run, statement, target, (each) => this.applyOrThrow(each));
    this.open.set(keyOf(runId, statement), edits);
    this.parts.pending.add(edits);
    return edits;
  }

  private async end(place: EditPlace): Promise<EditView | undefined> {
    const edits = this.of(place);
    if (edits && edits.count > 0) {
      const discard = await this.parts.confirm({
        message: `Discard the changes of ${editWords(edits.present)}?`,
        detail: 'They are not applied yet.',
        yes: 'Discard',
      });
      if (!discard) {
        return edits.view();
      }
    }
    if (edits) {
      this.open.delete(keyOf(place.runId, place.statement));
      this.parts.pending.delete(edits);
    }
    return undefined;
  }

  private async preview(edits: ResultEdits): Promise<void> {
    const statements = editStatements(edits.target, edits.present, await edits.rowsBefore());
    const head =
      '-- What Apply sends, in one transaction. Each statement must find exactly one row, or nothing is applied.\n' +
      '-- The values are sent beside the statements; here they are written into them, to be read.\n';
    const texts = statements.map(({ preview }) => `${preview};\n`);
    await this.parts.previews.show(documentName(edits.run.uri), [head, ...texts].join('\n'));
  }

  /** A failure is kept with the edits. */
  private async apply(edits: ResultEdits): Promise<void> {
    try {
      await this.applyOrThrow(edits);
    } catch (error) {
      if (isCancellation(error)) {
        throw error;
      }
      const { row, column } =
        error instanceof EditRefusedError ? error : { row: undefined, column: undefined };
      edits.problem = { message: this.parts.runner.describe(error, 'lakehouse.edit'), row, column };
    }
  }

  private async applyOrThrow(edits: ResultEdits): Promise<void> {
    if (edits.count === 0) {
      throw new UserError('There are no changes to apply.');
    }
    const applied = await this.parts.work.perform(edits.run.uri, (editor, work) =>
      this.send(edits, editor, work),
    );
    await this.take(edits, applied);
  }

  private async send(edits: ResultEdits, editor: EditorSession, work: Work): Promise<AppliedEdits> {
    const { run, target } = edits;
    refuseElsewhere(run, editor);
    if (editor.readOnly) {
      throw new UserError('This connection is read-only, so the changes cannot be applied.');
    }
    const execute: Execute = (request, sink) => editor.session.execute(request, sink, work.stopped);
    const columns = run.store.statement(edits.statement)?.columns ?? [];
    // Where the user commits by hand, the guard begins the transaction before this statement.
    const now = await readTarget(columns, this.parts.guards.around(run.uri, editor, execute));
    if (JSON.stringify(now) !== JSON.stringify(target)) {
      throw new UserError(
        'The table was changed since editing began. Run the statement again to edit its rows.',
      );
    }
    const before = await edits.rowsBefore();
    const statements = editStatements(target, edits.present, before);
    if (editor.asksAboutWrites) {
      const planned = statements.map(({ preview }) => ({ text: preview, range: { start: 0, end: 0 } }));
      await askBeforeWrites(editor, planned, { parser: await sqlParser(), ask: this.parts.askAboutWrites });
    }
    work.stopped.throwIfAborted();
    return applyEdits({
      ...{ target, statements, before, execute, signal: work.stopped },
      transaction: editor.session.transaction,
      rowName: (row) =>
        row < 0
          ? `New row ${edits.present.inserted.indexOf(row) + 1}`
          : `Row ${(row + 1).toLocaleString('en')}`,
    });
  }

  /** The result shows what the table holds now. */
  private async take(edits: ResultEdits, applied: AppliedEdits): Promise<void> {
    const { run, statement } = edits;
    const { rows, columns } = run.store.statement(statement) ?? {};
    if (rows && columns) {
      const target = (await this.parts.makeRows())();
      await rewriteRows(rows, target, changedRows(columns, edits.present, applied));
      run.store.replaceRows(statement, target);
    }
    const words = editWords(edits.present);
    edits.clear();
    edits.done = doneWords(words, applied, columns ?? []);
  }
}

function keyOf(runId: number, statement: number): string {
  return `${runId}/${statement}`;
}

/** @throws UserError when the document is connected to something else now */
function refuseElsewhere(run: QueryRun, { binding, session, profile }: EditorSession): void {
  if (binding.profileId !== run.profileId || session.server.database !== run.database) {
    throw new UserError(
      `This result came from ${run.connectionName}, database ${run.database}, and the editor is connected to ` +
        `${profile.name}, database ${session.server.database}, now.`,
    );
  }
}

/** @throws UserError with the reason why the rows cannot be edited */
async function readTarget(columns: readonly ResultColumn[], execute: Execute): Promise<EditTarget> {
  const table = tableOf(columns);
  if (table.kind === 'refused') {
    throw new UserError(table.reason);
  }
  const { text, values, row } = tableFacts(table.oid);
  const found: (readonly Cell[])[] = [];
  const rows = (some: readonly (readonly Cell[])[]) => void found.push(...some);
  await execute({ text, values, maxRows: Infinity }, { ...ignoreRows, rows });
  const result = findTarget(columns, found[0] && row(found[0]));
  if (result.kind === 'refused') {
    throw new UserError(result.reason);
  }
  return result.target;
}

function doneWords(
  words: string,
  { altered, committed }: AppliedEdits,
  columns: readonly ResultColumn[],
): string {
  const many = altered.length === 1 ? 'a cell' : `${altered.length} cells`;
  return [
    `Applied: ${words}.`,
    ...(altered.length > 0
      ? [`The server stored something else than was typed in ${many}, as a trigger may do.`]
      : []),
    ...(committed ? [] : ['It is part of the open transaction, which is still to be committed.']),
    ...(columns.some(({ tableOid }) => tableOid === 0)
      ? ['Columns that the query computes are as they were before.']
      : []),
  ].join(' ');
}
