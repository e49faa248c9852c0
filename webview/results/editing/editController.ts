import type { TemplateResult } from 'lit/html.js';
import type { NewValue } from '../../../src/core/editing/edits';
import { type EditChange, editLimit, type EditView } from '../../../src/protocol/editing';
import type { ResultsHost } from '../../../src/protocol/results';
import type { Remote } from '../../../src/protocol/rpc';
import type { Action, CellTarget } from '../actions';
import type { Grid } from '../grid/grid';
import { type GridModel, selectedCells } from '../grid/gridModel';
import type { CellPlace } from '../grid/selection';
import { editBarTemplate } from './editBar';
import { CellEditor } from './cellEditor';
import { editKey, type EditKey } from './editKeys';
import { EditOverlay } from './editOverlay';

/** The result in front. */
export interface EditSubject {
  readonly runId: number;
  readonly statement: number;
  readonly model: GridModel;
}

export interface EditControllerParts {
  readonly host: Remote<ResultsHost>;
  readonly grid: Grid;
  readonly subject: () => EditSubject | undefined;
  readonly say: (note: string) => void;
  readonly redraw: () => void;
}

/** Edits the result in front: the host keeps the edits, the grid shows them. */
export class EditController {
  readonly editor = new CellEditor();
  private readonly views = new Map<string, EditView>();
  /** Results whose edits the host was asked for since the page was loaded. */
  private readonly asked = new Set<string>();
  private isBusy = false;
  /** Changes that the host has not answered yet, and its newest answer. */
  private underway = 0;
  private newest: EditView | undefined;

  constructor(private readonly parts: EditControllerParts) {}

  /** Another result came to the front, or its rows changed. */
  refresh(): void {
    const subject = this.parts.subject();
    if (!subject) {
      return;
    }
    const key = keyOf(subject);
    const view = this.views.get(key);
    const overlay = view && new EditOverlay(subject.model, view);
    const before = subject.model.overlay?.added ?? 0;
    subject.model.overlay = overlay;
    subject.model.rowCount += (overlay?.added ?? 0) - before;
    if (!this.asked.has(key)) {
      this.asked.add(key);
      void this.attempt(async () => this.take(subject, await this.parts.host.edits(placeOf(subject))));
    }
  }

  get isEditing(): boolean {
    return this.view !== undefined;
  }

  begin(): void {
    void this.work(async (subject) => this.take(subject, await this.parts.host.beginEdit(placeOf(subject))));
  }

  barTemplate(): TemplateResult | string {
    const { view } = this;
    return view === undefined
      ? ''
      : editBarTemplate(view, this.isBusy, {
          addRow: () => this.perform('addRow'),
          deleteRows: () => this.perform('deleteRows'),
          undo: () => this.perform('undo'),
          redo: () => this.perform('redo'),
          preview: () => void this.work((subject) => this.parts.host.previewEdits(placeOf(subject))),
          apply: () => void this.apply(),
          end: () =>
            void this.work(async (subject) =>
              this.take(subject, await this.parts.host.endEdit(placeOf(subject))),
            ),
          showProblem: () => this.showProblem(),
        });
  }

  /** Whether the key was one of editing. */
  onKey(event: KeyboardEvent): boolean {
    const key = this.isEditing ? editKey(event) : undefined;
    if (!key) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    this.perform(key);
    return true;
  }

  /** Opens the editor of a cell, by row and column of the result. */
  async open({ row, column }: CellPlace, typed?: string): Promise<void> {
    const { view } = this;
    const subject = this.parts.subject();
    const description = subject?.model.columns[column];
    const edited = subject && overlayOf(subject)?.rowAt(row);
    const settings = view?.columns[column];
    if (!subject || !description || edited === undefined || !settings) {
      return;
    }
    if (settings.refusal !== undefined) {
      this.parts.say(`${description.name} ${settings.refusal}`);
      return;
    }
    const known = overlayOf(subject)?.valueAt(row, column);
    await this.attempt(async () => {
      // What is here whole is opened at once, so that no key is lost that follows.
      const value =
        known ?? (await this.parts.host.editedValue({ ...placeOf(subject), row: edited, column }));
      const box = this.parts.grid.activeBox();
      if (!box || this.parts.subject()?.model !== subject.model) {
        return;
      }
      this.editor.open({
        ...{ name: description.name, typeName: description.typeName, notNull: settings.notNull },
        ...{ box, value, typed },
        keep: (kept, move) => {
          this.parts.grid.moveBy(move);
          if (JSON.stringify(kept) !== JSON.stringify(value)) {
            this.change({ kind: 'set', cells: [[edited, column]], value: kept });
          }
        },
        closed: () => this.parts.grid.element.focus(),
      });
    });
  }

  cellActions(): readonly Action<CellTarget>[] {
    const offered = { group: 'edit', isOffered: () => this.isEditing } as const;
    return [
      {
        ...{ ...offered, id: 'editCell', title: () => 'Edit Cell', keys: 'F2' },
        run: (cell) => void this.open(cell),
      },
      {
        ...{ ...offered, id: 'setNull', title: () => 'Set to NULL', keys: 'Delete' },
        run: () => this.setSelected({ kind: 'null' }),
      },
      {
        ...{ ...offered, id: 'setDefault', title: () => 'Set to DEFAULT' },
        run: () => this.setSelected({ kind: 'default' }),
      },
      {
        ...{ ...offered, id: 'setEmpty', title: () => 'Set to an Empty Text' },
        run: () => this.setSelected({ kind: 'text', text: '' }),
      },
      {
        ...{ ...offered, id: 'deleteRows', title: () => 'Delete Rows, or Keep Them', keys: 'Ctrl+Delete' },
        run: () => this.perform('deleteRows'),
      },
    ];
  }

  private get view(): EditView | undefined {
    const subject = this.parts.subject();
    return subject && this.views.get(keyOf(subject));
  }

  private perform(key: EditKey): void {
    const subject = this.parts.subject();
    if (!subject) {
      return;
    }
    const cell = this.parts.grid.activeCell();
    if (typeof key === 'object') {
      void (cell && this.open(cell, key.typed));
      return;
    }
    switch (key) {
      case 'open':
        void (cell && this.open(cell));
        break;
      case 'setNull':
        this.setSelected({ kind: 'null' });
        break;
      case 'addRow':
        this.addRow(subject);
        break;
      case 'deleteRows':
        this.withRows(subject, (rows) => this.change({ kind: 'delete', rows }));
        break;
      case 'undo':
      case 'redo':
        this.change({ kind: key });
        break;
    }
  }

  /** The new row is there at once, so that what is typed next goes into it; the host numbers it in the same way. */
  private addRow(subject: EditSubject): void {
    const { view } = this;
    if (view) {
      const inserted = [...view.inserted, Math.min(0, ...view.inserted) - 1];
      this.take(subject, { ...view, inserted });
      this.parts.grid.goTo({ row: subject.model.rowCount - 1 });
      this.change({ kind: 'insert' });
    }
  }

  private setSelected(value: NewValue): void {
    const subject = this.parts.subject();
    if (!subject) {
      return;
    }
    const { columns } = selectedCells(subject.model);
    const refused = columns.find((column) => this.view?.columns[column]?.refusal !== undefined);
    if (refused !== undefined) {
      this.parts.say(
        `${subject.model.columns[refused]?.name ?? ''} ${this.view?.columns[refused]?.refusal ?? ''}`,
      );
      return;
    }
    this.withRows(subject, (rows) => {
      const cells = rows.flatMap((row) => columns.map((column) => [row, column] as const));
      if (cells.length > editLimit) {
        this.parts.say(`Not more than ${editLimit.toLocaleString('en')} cells are changed at once.`);
      } else {
        this.change({ kind: 'set', cells, value });
      }
    });
  }

  /** The selected rows as the store numbers them. */
  private withRows(subject: EditSubject, act: (rows: readonly number[]) => void): void {
    const { firstRow, lastRow } = selectedCells(subject.model);
    const overlay = overlayOf(subject);
    const count = lastRow - firstRow + 1;
    if (count > editLimit) {
      this.parts.say(`Not more than ${editLimit.toLocaleString('en')} rows are changed at once.`);
      return;
    }
    const rows = Array.from({ length: count }, (_, index) => overlay?.rowAt(firstRow + index));
    const known = rows.filter((row) => row !== undefined);
    if (known.length < count) {
      this.parts.say('Some of the selected rows are not loaded yet. Scroll to them, and try again.');
      return;
    }
    act(known);
  }

  /** Every answer tells all that was edited: as long as more are to come, it is out of date, and would undo a new row. */
  private change(change: EditChange): void {
    void this.work(async (subject) => {
      this.underway++;
      try {
        this.newest = await this.parts.host.edit({ ...placeOf(subject), change });
      } finally {
        if (--this.underway === 0 && this.newest) {
          this.take(subject, this.newest);
          this.newest = undefined;
        }
      }
    });
  }

  private async apply(): Promise<void> {
    this.isBusy = true;
    this.parts.redraw();
    try {
      await this.work(async (subject) =>
        this.take(subject, await this.parts.host.applyEdits(placeOf(subject))),
      );
    } finally {
      this.isBusy = false;
      this.parts.redraw();
    }
  }

  private showProblem(): void {
    const { problem } = this.view ?? {};
    const subject = this.parts.subject();
    const overlay = subject && overlayOf(subject);
    if (!problem || problem.row === undefined || !subject || !overlay) {
      return;
    }
    const inserted = this.view?.inserted.indexOf(problem.row) ?? -1;
    const row = inserted < 0 ? problem.row : subject.model.rowCount - overlay.added + inserted;
    this.parts.grid.goTo(problem.column === undefined ? { row } : { row, column: problem.column });
    this.parts.grid.element.focus();
  }

  private take(subject: EditSubject, view: EditView | undefined): void {
    if (view) {
      this.views.set(keyOf(subject), view);
    } else {
      this.views.delete(keyOf(subject));
    }
    this.refresh();
    this.parts.grid.refresh();
    this.parts.redraw();
  }

  private async work(task: (subject: EditSubject) => Promise<void> | void): Promise<void> {
    const subject = this.parts.subject();
    if (subject) {
      await this.attempt(async () => task(subject));
    }
  }

  private async attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.parts.say(error instanceof Error ? error.message : '');
    }
  }
}

function overlayOf({ model }: EditSubject): EditOverlay | undefined {
  return model.overlay instanceof EditOverlay ? model.overlay : undefined;
}

function placeOf({ runId, statement }: EditSubject) {
  return { runId, statement };
}

function keyOf({ runId, statement }: EditSubject): string {
  return `${runId}/${statement}`;
}
