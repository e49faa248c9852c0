import * as vscode from 'vscode';
import { CancelledError, isCancellation } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { isOneOf } from '../../base/validate';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { countWords } from '../../core/explorer/measures';
import type { ExplorerNode } from '../../core/explorer/nodes';
import {
  draftProblems,
  type FilePreview,
  formatOf,
  type ImportDraft,
  type ImportPlace,
  previewOf,
  startDraft,
  targetOf,
  withColumns,
} from '../../core/import/importDraft';
import { importSql } from '../../core/import/importStatements';
import { checkTypes } from '../../node/import/checkTypes';
import { FailedRowError, type ImportJob } from '../../node/import/fileRows';
import { importRows } from '../../node/import/importRows';
import { encodings, type FileSample, readSample } from '../../node/import/importText';
import {
  type ImportAnswer,
  type ImportHost,
  importHostValidators,
  type ImportPage,
  type ImportView,
} from '../../protocol/importing';
import type { Handlers } from '../../protocol/rpc';
import type { TransferParts } from '../export/exportParts';
import { withTransferProgress } from '../export/transferProgress';
import { showInformation } from '../notices';
import { confirmModal } from '../query/questions';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';

export interface ImportSubject {
  readonly parts: TransferParts;
  /** The table or schema in the tree. */
  readonly node: ExplorerNode;
  readonly profile: ConnectionProfile;
  /** Undefined for the profile's own. */
  readonly database: string | undefined;
  readonly file: string;
  readonly fileName: string;
  readonly place: ImportPlace;
}

/** The form of one import. What is chosen is kept here, so that it outlives the page, which VS Code throws away when hidden. */
export class ImportPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly panel: vscode.WebviewPanel;
  private draft: ImportDraft;
  private preview: FilePreview;
  private failedLine: number | undefined;
  private running = false;

  /** Reads the beginning of the file, and shows the form. @throws UserError when the file cannot be read */
  static async open(subject: ImportSubject): Promise<ImportPanel> {
    return new ImportPanel(subject, await readSample(subject.file));
  }

  private constructor(
    private readonly subject: ImportSubject,
    private sample: FileSample,
  ) {
    const { fileName, place, parts } = subject;
    this.draft = startDraft({ name: fileName, sample: sample.text, encoding: sample.encoding }, place);
    this.preview = previewOf(this.draft, sample.text);
    const title = `Import ${fileName}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.import', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => this.store.dispose());
    this.store.add(
      connectWebview<ImportHost, ImportPage>(
        this.panel.webview,
        this.handlers(),
        importHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'import', title });
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** What the page may ask, for tests too. */
  handlers(): Handlers<ImportHost> {
    return {
      ready: () => this.view(),
      edit: ({ draft }) => this.edit(draft),
      run: () => this.run(),
      showLine: () => this.showLine(),
      close: () => this.dispose(),
    };
  }

  private view(): ImportView {
    const { place, profile, fileName, database } = this.subject;
    const table = place.table === undefined ? 'a new table' : `${place.schema}.${place.table}`;
    const problems = draftProblems(this.draft, this.preview, place);
    return {
      title: `Import ${fileName} into ${table}`,
      where: `${profile.name}, database ${database ?? profile.database}, schema ${place.schema}`,
      isNew: place.table === undefined,
      draft: this.draft,
      encodings,
      names: this.preview.names,
      rows: this.preview.rows,
      columns: place.columns,
      sql: problems.length === 0 ? importSql(targetOf(this.draft, place)) : '',
      problems,
    };
  }

  private async edit(draft: ImportDraft): Promise<ImportView> {
    const { file, place } = this.subject;
    const before = this.draft;
    const isSame = (['encoding', 'kind', 'delimiter', 'quote', 'header', 'nullText'] as const).every(
      (key) => draft[key] === before[key],
    );
    this.draft = draft;
    if (!isSame) {
      if (draft.encoding !== before.encoding && isOneOf(encodings, draft.encoding)) {
        this.sample = await readSample(file, draft.encoding);
      }
      this.preview = previewOf(draft, this.sample.text);
      this.draft = withColumns(draft, this.preview, place);
    }
    return this.view();
  }

  private async run(): Promise<ImportAnswer> {
    if (this.running) {
      throw new UserError('The import is running already.');
    }
    this.running = true;
    this.failedLine = undefined;
    try {
      const rows = await this.perform();
      if (rows !== undefined) {
        this.finish(rows);
      }
      return { view: this.view(), failure: '', line: undefined };
    } catch (error) {
      this.failedLine = error instanceof FailedRowError ? error.line : undefined;
      const failure = isCancellation(error)
        ? ''
        : this.subject.parts.runner.describe(error, 'lakehouse.import');
      return { view: this.view(), failure, line: this.failedLine };
    } finally {
      this.running = false;
    }
  }

  /** Answers the number of rows; undefined when the user cancelled. */
  private async perform(): Promise<number | undefined> {
    const { parts, place, profile, database, file, fileName } = this.subject;
    const job = this.job();
    await this.confirm();
    return withTransferProgress({
      title: `Importing ${fileName}`,
      work: async (progress, signal) => {
        if (place.table === undefined) {
          await this.verifyTypes(job, { progress, signal });
        }
        const session = await parts.connections.openSession(profile.id, database);
        try {
          const byInsert = profile.sandbox === true;
          return await importRows({ ...job, path: file }, { session, progress, signal, byInsert });
        } finally {
          await session.close();
        }
      },
    });
  }

  /** @throws UserError when something must be corrected first */
  private job(): ImportJob {
    const { place, file } = this.subject;
    const [problem] = draftProblems(this.draft, this.preview, place);
    if (problem !== undefined || !isOneOf(encodings, this.draft.encoding)) {
      throw new UserError(problem ?? 'Choose an encoding.');
    }
    const { names } = this.preview;
    const format = formatOf(this.draft, names, place);
    const target = targetOf(this.draft, place);
    return { path: file, encoding: this.draft.encoding, format, target, width: names.length };
  }

  private async confirm(): Promise<void> {
    const { profile, fileName, place } = this.subject;
    if (profile.environment !== 'production') {
      return;
    }
    const yes = await confirmModal({
      message: `Import ${fileName} into ${profile.name}, which is production?`,
      detail: importSql(targetOf(this.draft, place)),
      yes: 'Import',
    });
    if (!yes) {
      throw new CancelledError();
    }
  }

  /** The types come from the beginning of the file; the rest may be different. */
  private async verifyTypes(job: ImportJob, run: Parameters<typeof checkTypes>[1]): Promise<void> {
    const misfits = await checkTypes(job, run);
    const [first] = misfits;
    if (!first) {
      return;
    }
    const columns = this.draft.columns.map((column, index) => {
      const misfit = misfits.find(({ source }) => source === index);
      return misfit ? { ...column, type: misfit.type } : column;
    });
    const was = this.draft.columns[first.source]?.type ?? '';
    this.draft = { ...this.draft, columns };
    const name = this.preview.names[first.source] ?? '';
    const others = misfits.length > 1 ? ` ${misfits.length - 1} more columns were changed likewise.` : '';
    throw new FailedRowError(
      `Line ${countWords(first.line)} has ${first.value.slice(0, 100)} in ${name}, which is no ${was}. Nothing was sent. The type is now ${first.type}.${others} Check the types, and import again.`,
      first.line,
    );
  }

  private finish(rows: number): void {
    const { parts, node, place } = this.subject;
    const { table } = targetOf(this.draft, place);
    this.dispose();
    parts.refreshAround(node);
    const count = `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
    void showInformation(`Imported ${count} into ${place.schema}.${table}.`);
  }

  private async showLine(): Promise<void> {
    const line = Math.max(0, (this.failedLine ?? 1) - 1);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(this.subject.file));
    const range = document.lineAt(Math.min(line, document.lineCount - 1)).range;
    await vscode.window.showTextDocument(document, { selection: range });
  }
}
