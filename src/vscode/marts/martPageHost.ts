import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import { themeColorOf } from '../../core/connections/connectionColor';
import { exactSizes } from '../../core/catalog/queries/exactSizes';
import { currentRelation, type RelationRow } from '../../core/catalog/queries/relations';
import { newestTime } from '../../core/catalog/queries/timeColumns';
import { relationKindWords } from '../../core/catalog/relationKind';
import { readTags } from '../../core/explorer/martSearch';
import type { NewestValue, Place } from '../../core/explorer/nodes';
import {
  columnsSection,
  type ColumnsSection,
  definitionSection,
  dependenciesSection,
  factsSection,
  type FactsSection,
  grantsSection,
  indexesSection,
  type MartReading,
  partitionsSection,
  sampleSection,
} from '../../core/mart/martSections';
import { quoteQualified } from '../../core/sql/quote';
import {
  type MartAction,
  type MartHeader,
  type MartHost,
  martHostValidators,
  type MartPage,
  type SizeView,
} from '../../protocol/mart';
import type { Handlers, Rpc } from '../../protocol/rpc';
import { readSetting } from '../settings';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { MartKey } from './martNotes';
import type { MartPageParts } from './martPageParts';
import { explainLimit, shown } from './readingLimits';
import { SizeHistoryFiles } from './sizeHistoryFiles';

/** How long the server may work on a sample: at first, and when the user says that he will wait. Milliseconds. */
const sampleTimeout = { first: 2_000, patient: 30_000 };

/** What a page is about. */
export interface MartSubject {
  readonly place: Place;
  readonly relation: RelationRow;
  /** Opens the page of another relation of the same database. */
  readonly open: (oid: number) => Promise<void>;
}

interface EarlyReadings {
  readonly ready: Promise<RelationRow> | undefined;
  readonly columns: Promise<ColumnsSection> | undefined;
  readonly facts: Promise<FactsSection> | undefined;
}

/** The page of one relation. */
export class MartPageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<MartHost, MartPage>;
  private readonly histories: SizeHistoryFiles;
  /** What is read while the page is still being loaded; each answers the first question about it. */
  private early: EarlyReadings;
  /** The relation is looked for again when its page is loaded, because a tool may have built it anew. */
  private current: Promise<RelationRow>;
  private relation: RelationRow;
  private readonly place: Place;
  private readonly openOther: MartSubject['open'];
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: MartPageParts,
    subject: MartSubject,
  ) {
    const { relation, place } = subject;
    this.relation = relation;
    this.place = place;
    this.openOther = subject.open;
    this.histories = new SizeHistoryFiles(parts.context.globalStorageUri);
    this.current = Promise.resolve(relation);
    const title = shown(relation);
    this.panel = vscode.window.createWebviewPanel('lakehouse.mart', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<MartHost, MartPage>(
        this.panel.webview,
        this.handlers(),
        martHostValidators,
        parts.runner,
      ),
    );
    this.store.add(parts.notes.onDidChange(() => this.rpc.notify.show(this.header())));
    this.store.add(parts.dbt.onDidChange(() => this.rpc.notify.show(this.header())));
    this.early = this.readEarly();
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'mart', title });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private get key(): MartKey {
    return { place: this.place, schema: this.relation.schema, name: this.relation.name };
  }

  private header(): MartHeader {
    const { parts, place, key } = this;
    const profile = parts.connections.profile(place.profileId);
    const timeColumn = parts.notes.timeColumn(key);
    const dbt = parts.dbt.mark(key);
    return {
      relation: this.relation,
      connectionName: profile?.name ?? '',
      database: place.database ?? profile?.database ?? '',
      environment: profile?.environment ?? '',
      ...(profile && { color: themeColorOf(profile) }),
      readOnly: profile?.readOnly ?? false,
      tags: parts.notes.tags(key),
      ...(place.database === undefined && { favourite: parts.notes.isFavourite(key) }),
      ...(timeColumn !== undefined && { timeColumn }),
      ...(dbt && { dbt }),
    };
  }

  private handlers(): Handlers<MartHost> {
    const section =
      <T>(read: (reading: MartReading) => Promise<T>) =>
      (_: null, signal: CancelSignal): Promise<T> =>
        this.read(read, signal);
    return {
      ready: async (_, signal) => {
        if (this.early.ready === undefined) {
          this.current = this.lookAgain(signal);
        }
        await (this.take('ready') ?? this.current);
        return this.header();
      },
      facts: async (_, signal) => ({
        ...(await (this.take('facts') ?? this.read(factsSection, signal))),
        history: await this.histories.read(this.key),
      }),
      columns: (_, signal) => this.take('columns') ?? this.read(columnsSection, signal),
      sample: ({ patient }, signal) =>
        this.read(
          (reading) => sampleSection(reading, patient ? sampleTimeout.patient : sampleTimeout.first),
          signal,
        ),
      definition: section(definitionSection),
      indexes: section(indexesSection),
      grants: section(grantsSection),
      dependencies: section(dependenciesSection),
      partitions: section(partitionsSection),
      size: (_, signal) => this.read((reading) => this.size(reading), signal),
      newest: ({ column }, signal) => this.read((reading) => this.newest(reading, column), signal),
      favourite: ({ on }) => this.parts.notes.setFavourite(this.key, on),
      tags: ({ typed }) => this.parts.notes.setTags(this.key, readTags(typed)),
      open: ({ oid }) => this.openOther(oid),
      act: ({ what }, signal) => this.act(what, signal),
    };
  }

  private readEarly(): EarlyReadings {
    const controller = new AbortController();
    this.store.add({ dispose: () => controller.abort() });
    const ready = this.lookAgain(controller.signal);
    this.current = ready;
    const readings = {
      ready,
      columns: this.read(columnsSection, controller.signal),
      facts: this.read(factsSection, controller.signal),
    };
    // Whoever asks hears of a failure; until then nobody does.
    for (const reading of Object.values(readings)) {
      reading.catch(() => undefined);
    }
    return readings;
  }

  private take<K extends keyof EarlyReadings>(what: K): EarlyReadings[K] {
    const reading = this.early[what];
    this.early = { ...this.early, [what]: undefined };
    return reading;
  }

  /** @throws UserError when neither the oid nor the name is there any more */
  private async lookAgain(signal: CancelSignal): Promise<RelationRow> {
    const database = await this.parts.connections.database(this.place.profileId, this.place.database);
    const [row] = await database.read(currentRelation(this.relation), signal);
    if (row === undefined) {
      const { kind, schema, name } = this.relation;
      throw new UserError(
        `The ${relationKindWords(kind)} ${shown({ schema, name })} no longer exists: it was dropped or renamed.`,
      );
    }
    this.relation = row;
    return row;
  }

  private async read<T>(read: (reading: MartReading) => Promise<T>, signal: CancelSignal): Promise<T> {
    const { profileId, database: name } = this.place;
    const relation = await this.current;
    const database = await this.parts.connections.database(profileId, name);
    return explainLimit(this.key, read({ database, relation, signal }));
  }

  private async size({ database, relation, signal }: MartReading): Promise<SizeView> {
    const [size] = await database.read(exactSizes([relation.oid]), signal);
    if (size === undefined || size.locked > 0) {
      return { ...(size && { size }), history: await this.histories.read(this.key) };
    }
    this.parts.notes.noteSizes([[this.key, size.total]]);
    const rows = relation.estimatedRows;
    const history = await this.histories.add(this.key, {
      bytes: size.total,
      ...(rows !== undefined && { rows: Math.round(rows) }),
    });
    return { size, history };
  }

  private async newest(
    { database, relation, signal }: MartReading,
    column: string | null,
  ): Promise<NewestValue | null> {
    await this.parts.notes.setTimeColumn(this.key, column ?? undefined);
    if (column === null) {
      return null;
    }
    const [found] = await database.read(newestTime(relation, column), signal);
    const newest = { column, value: found?.value, age: found?.age };
    this.parts.notes.noteNewest(this.key, newest);
    return newest;
  }

  private async act(what: MartAction, signal: CancelSignal): Promise<void> {
    const { parts, place, relation } = this;
    const name = quoteQualified(relation.schema, relation.name);
    switch (what) {
      case 'query': {
        const sql = `SELECT * FROM ${name} LIMIT ${readSetting('lakehouse.explorer.selectTopRows')};\n`;
        await parts.queries.open(place.profileId, this.header().database, sql);
        return;
      }
      case 'copyName':
        await vscode.env.clipboard.writeText(name);
        return;
      case 'copyDefinition': {
        const { sql } = await this.read(definitionSection, signal);
        await vscode.env.clipboard.writeText(sql);
        return;
      }
      case 'dependencies':
        await parts.graphs.dependencies(place, relation);
        return;
      case 'diagram':
        await parts.graphs.diagram(place, relation.schema, [relation.name]);
        return;
      case 'model':
        await parts.dbt.open(this.key);
    }
  }
}
