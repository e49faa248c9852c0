import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { QualifiedName } from '../../core/catalog/queries/partitionAncestors';
import { themeColorOf } from '../../core/connections/connectionColor';
import { displayName } from '../../core/explorer/displayName';
import { partFiles, remark } from '../../core/scaffold/migrationFiles';
import type { Place } from '../../core/explorer/nodes';
import {
  type ConversionHost,
  conversionHostValidators,
  type ConversionPage,
  type ConversionView,
} from '../../protocol/conversion';
import type { Handlers, Rpc } from '../../protocol/rpc';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import { ConversionModel, type ConversionPlace } from './conversionModel';
import type { PartitioningParts } from './conversionParts';

/** The page of the conversion of one table. Closing it pauses the conversion; the next page goes on. */
export class ConversionPageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly model: ConversionModel;
  private readonly rpc: Rpc<ConversionHost, ConversionPage>;
  private last: ConversionView | undefined;
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: PartitioningParts,
    private readonly place: Place,
    private readonly table: QualifiedName,
  ) {
    const { connections } = parts;
    this.model = this.store.add(
      new ConversionModel(
        {
          openSession: () => connections.openSession(place.profileId, place.database),
          database: () => connections.database(place.profileId, place.database),
        },
        table,
        () => this.placeOf(place),
      ),
    );
    const title = `Convert ${displayName(table.name)}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.convert', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<ConversionHost, ConversionPage>(
        this.panel.webview,
        this.handlers(),
        conversionHostValidators,
        parts.runner,
      ),
    );
    this.store.add(this.model.run.onDidChange(() => this.tellStatus()));
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'convert', title });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** A connection that is gone writes nothing. */
  private placeOf({ profileId, database }: Place): ConversionPlace {
    const profile = this.parts.connections.profile(profileId);
    return {
      connectionName: profile?.name ?? '',
      database: database ?? profile?.database ?? '',
      environment: profile?.environment ?? '',
      readOnly: profile?.readOnly ?? true,
      ...(profile && { color: themeColorOf(profile) }),
    };
  }

  private handlers(): Handlers<ConversionHost> {
    return {
      ready: async () => this.keep(await this.model.view(anySignal())),
      propose: async (request) => this.keep(await this.model.propose(request, anySignal())),
      go: () => this.carryOut(() => this.model.go()),
      finish: () =>
        this.ask('Finish the conversion of', 'There is no way back afterwards.', 'Finish', () =>
          this.model.finish(),
        ),
      back: () =>
        this.ask(
          'Go back with',
          'The table becomes what it was before. Rows that were written since the swap are moved back while reads and writes wait.',
          'Go Back',
          () => this.model.back(),
        ),
      pause: () => this.model.run.pause(),
      copy: async () => {
        const steps = this.last?.plan?.steps.filter(({ done }) => !done) ?? [];
        await vscode.env.clipboard.writeText(
          steps.map(({ title, sql }) => `${remark(title)}\n${sql}\n`).join('\n'),
        );
      },
      save: async () => {
        const parts = await this.model.migration(anySignal());
        const title = `Convert ${this.table.name}`;
        const { saveMigration } = await import('../scaffold/saveMigration');
        await saveMigration((options) => partFiles(parts, { ...options, title }));
      },
    };
  }

  private async carryOut(work: () => Promise<void>): Promise<void> {
    const isProduction = this.placeOf(this.place).environment === 'production';
    if (isProduction && !(await this.confirm('Convert', 'This is a production server.', 'Convert'))) {
      return;
    }
    await this.attend(work);
  }

  private async ask(question: string, detail: string, yes: string, work: () => Promise<void>): Promise<void> {
    if (await this.confirm(question, detail, yes)) {
      await this.attend(work);
    }
  }

  private confirm(question: string, detail: string, yes: string): Promise<boolean> {
    const { schema, name } = this.table;
    return this.parts.confirm({
      message: `${question} ${displayName(schema)}.${displayName(name)}?`,
      detail,
      yes,
    });
  }

  /** The page is told of every step; the request itself answers at once, because the work may take hours. */
  private attend(work: () => Promise<void>): Promise<void> {
    void this.parts.runner.attempt('convert', work).then(() => this.tellAll());
    return Promise.resolve();
  }

  private tellStatus(): void {
    const { last } = this;
    const { status } = this.model;
    if (last !== undefined) {
      const isNewStep = last.status.step !== status.step;
      this.rpc.notify.show(this.keep({ ...last, status }));
      if (isNewStep) {
        void this.tellAll();
      }
    }
  }

  private async tellAll(): Promise<void> {
    const view = await this.parts.runner.quietly('convert', undefined, () => this.model.view(anySignal()));
    if (view !== undefined) {
      this.rpc.notify.show(this.keep({ ...view, status: this.model.status }));
    }
  }

  private keep(view: ConversionView): ConversionView {
    this.last = view;
    return view;
  }
}

/** A request of the page is not worth cancelling: each is short but the reading of the greatest value. */
function anySignal(): AbortSignal {
  return new AbortController().signal;
}
