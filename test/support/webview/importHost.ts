import {
  draftProblems,
  type ImportDraft,
  type ImportPlace,
  previewOf,
  startDraft,
  targetOf,
  withColumns,
} from '../../../src/core/import/importDraft';
import { importSql } from '../../../src/core/import/importStatements';
import {
  type ImportAnswer,
  type ImportHost,
  importHostValidators,
  type ImportPage,
  type ImportView,
} from '../../../src/protocol/importing';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of an import in memory: what the extension does, without files and servers. */
export class ImportFormHost {
  draft: ImportDraft;
  runs = 0;
  shownLines = 0;
  failure: Omit<ImportAnswer, 'view'> = { failure: '', line: undefined };

  constructor(
    private readonly sample: string,
    private readonly place: ImportPlace,
  ) {
    this.draft = startDraft({ name: 'Loans 2024.csv', sample, encoding: 'utf-8' }, place);
  }

  readonly connect = (channel: Channel): void => {
    new Rpc<ImportHost, ImportPage>({
      channel,
      handlers: {
        ready: () => this.view(),
        edit: ({ draft }) => {
          const isSame = draft.delimiter === this.draft.delimiter && draft.header === this.draft.header;
          this.draft = isSame ? draft : withColumns(draft, previewOf(draft, this.sample), this.place);
          return this.view();
        },
        run: () => {
          this.runs++;
          return { ...this.failure, view: this.view() };
        },
        showLine: () => {
          this.shownLines++;
        },
        close: () => undefined,
      },
      validators: importHostValidators,
      toWire: plainWireError,
    });
  };

  private view(): ImportView {
    const { draft, place } = this;
    const preview = previewOf(draft, this.sample);
    const problems = draftProblems(draft, preview, place);
    return {
      ...{ draft, problems, names: preview.names, rows: preview.rows, columns: place.columns },
      title: 'Import Loans 2024.csv into core.loans',
      where: 'Local, database lake, schema core',
      isNew: place.table === undefined,
      encodings: ['utf-8', 'windows-1252'],
      sql: problems.length === 0 ? importSql(targetOf(draft, place)) : '',
    };
  }
}
