import {
  type ConversionHost,
  conversionHostValidators,
  type ConversionPage,
} from '../../../src/protocol/conversion';
import { type MigrationFile, partFiles } from '../../../src/core/scaffold/migrationFiles';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import { ConversionModel } from '../../../src/vscode/convert/conversionModel';
import type { OpenConversion } from '../convert/openConversion';
import type { QualifiedName } from '../../../src/core/catalog/queries/partitionAncestors';

const stamp = '20261121171500';

/** The host's end of a conversion's page over a real server: what the extension does, without VS Code and its questions. */
export class ConversionDesk {
  readonly model: ConversionModel;
  private rpc: Rpc<ConversionHost, ConversionPage> | undefined;
  readonly failures: string[] = [];
  readOnly = false;
  saved: readonly MigrationFile[] = [];
  /** Settles when what was begun last is over. */
  work: Promise<void> = Promise.resolve();

  constructor({ lines }: OpenConversion, table: QualifiedName) {
    this.model = new ConversionModel(lines, table, () => ({
      connectionName: 'Warehouse',
      database: 'lakehouse',
      environment: 'staging',
      readOnly: this.readOnly,
    }));
    this.model.run.onDidChange(() => void this.tell());
  }

  readonly connect = (channel: Channel): void => {
    const signal = new AbortController().signal;
    const begin = (work: () => Promise<void>) => {
      this.work = work().then(
        () => this.tell(),
        (error: unknown) => void this.failures.push(String(error)),
      );
    };
    this.rpc = new Rpc<ConversionHost, ConversionPage>({
      channel,
      handlers: {
        ready: () => this.model.view(signal),
        propose: (request) => this.model.propose(request, signal),
        go: () => begin(() => this.model.go()),
        finish: () => begin(() => this.model.finish()),
        back: () => begin(() => this.model.back()),
        pause: () => this.model.run.pause(),
        copy: () => undefined,
        save: async () => {
          this.saved = partFiles(await this.model.migration(signal), {
            stamp,
            title: 'Convert',
            style: 'sql',
          });
        },
      },
      validators: conversionHostValidators,
      toWire: plainWireError,
    });
  };

  private async tell(): Promise<void> {
    const view = await this.model.view(new AbortController().signal);
    this.rpc?.notify.show({ ...view, status: this.model.status });
  }
}
