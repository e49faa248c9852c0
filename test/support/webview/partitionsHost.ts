import {
  type PartitionsHost,
  partitionsHostValidators,
  type PartitionsPage,
} from '../../../src/protocol/partitions';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import type { PartitionsModel } from '../../../src/vscode/partitions/partitionsModel';

/** The host's end of the page of partitions over a real server: what the extension does, without VS Code. */
export class PartitionsDesk {
  /** What the user would type. */
  statement = '';
  made = 0;

  constructor(private readonly model: PartitionsModel) {}

  readonly connect = (channel: Channel): void => {
    const signal = new AbortController().signal;
    new Rpc<PartitionsHost, PartitionsPage>({
      channel,
      handlers: {
        ready: () => this.model.view(signal),
        refresh: () => this.model.view(signal),
        prune: () => this.model.prune(this.statement, signal),
        make: () => {
          this.made++;
        },
      },
      validators: partitionsHostValidators,
      toWire: plainWireError,
    });
  };
}
