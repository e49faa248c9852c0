import { neverCancelled } from '../../../src/base/cancelSignal';
import type { GrantEdit } from '../../../src/core/scaffold/grants/grantEdit';
import { readRights } from '../../../src/core/scaffold/grants/readRights';
import type { Database } from '../../../src/core/ports';
import { type GrantsHost, grantsHostValidators, type GrantsPage } from '../../../src/protocol/grants';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of the matrix of rights over a real catalog: what the extension does, without VS Code. */
export class CatalogGrants {
  edits: readonly GrantEdit[] = [];
  readonly reviewed: (readonly GrantEdit[])[] = [];

  constructor(
    private readonly database: Database,
    private schema?: string,
  ) {}

  readonly connect = (channel: Channel): void => {
    new Rpc<GrantsHost, GrantsPage>({
      channel,
      handlers: {
        ready: () => ({
          connectionName: 'Warehouse',
          database: this.database.server.database,
          environment: 'production',
          readOnly: false,
          ...(this.schema !== undefined && { schema: this.schema }),
          edits: this.edits,
        }),
        read: ({ schema, search }) => {
          this.schema = schema;
          return readRights(this.database, { schema, search }, neverCancelled);
        },
        keep: ({ edits }) => {
          this.edits = edits;
        },
        review: ({ edits }) => {
          this.reviewed.push(edits);
        },
      },
      validators: grantsHostValidators,
      toWire: plainWireError,
    });
  };
}
