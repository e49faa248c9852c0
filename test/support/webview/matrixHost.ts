import type { MatrixCell, MatrixCommand, MatrixOutcome } from '../../../src/core/rowSecurity/matrix';
import { matrixCommands } from '../../../src/core/rowSecurity/matrix';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import {
  type MatrixHost,
  matrixHostValidators,
  type MatrixLens,
  type MatrixPage,
  type MatrixSetup,
} from '../../../src/protocol/rowSecurityMatrix';

const outcomes: readonly MatrixOutcome[] = [
  { kind: 'rows', rows: 25, of: 100, oneByOne: false },
  { kind: 'rows', rows: 25, of: 50, oneByOne: true },
  { kind: 'refused', by: 'privilege', message: 'permission denied for table loans' },
  { kind: 'refused', by: 'policy', message: 'new row violates row-level security policy for table "loans"' },
  { kind: 'rows', rows: 100, of: 100, oneByOne: false },
  { kind: 'rows', rows: 0, of: 100, oneByOne: false },
  { kind: 'failed', code: '22P02', message: 'invalid input syntax for type uuid: ""' },
  { kind: 'notTried', reason: 'The connection is read-only, so nothing that writes was tried.' },
];

/** The host's end of a matrix in memory: what the extension does, without a server. */
export class MatrixTestHost {
  readonly runs: { readonly lenses: readonly MatrixLens[]; readonly relations: readonly number[] }[] = [];
  readonly viewed: { readonly lens: MatrixLens; readonly relation: number }[] = [];

  readonly connect = (channel: Channel): void => {
    const rpc: Rpc<MatrixHost, MatrixPage> = new Rpc<MatrixHost, MatrixPage>({
      channel,
      handlers: {
        ready: () => setup,
        run: (request) => {
          this.runs.push(request);
          rpc.notify.cells({ cells: cellsOf(request.lenses.length, request.relations.length) });
          return true;
        },
        view: (chosen) => void this.viewed.push(chosen),
      },
      validators: matrixHostValidators,
      toWire: plainWireError,
    });
  };
}

function cellsOf(lenses: number, relations: number): readonly MatrixCell[] {
  const cells: MatrixCell[] = [];
  for (let lens = 0; lens < lenses; lens++) {
    for (let relation = 0; relation < relations; relation++) {
      matrixCommands.forEach((command: MatrixCommand, at) => {
        const outcome = outcomes[(lens * 4 + relation + at) % outcomes.length];
        if (outcome) {
          cells.push({ lens, relation, command, outcome });
        }
      });
    }
  }
  return cells;
}

const setup: MatrixSetup = {
  connectionName: 'Warehouse',
  database: 'lakehouse',
  environment: 'staging',
  color: 'lakehouse.staging',
  readOnly: false,
  roles: [
    { name: 'admin', words: 'this login, superuser' },
    { name: 'tenant_app', words: 'group' },
    { name: '<b>"odd"</b>', words: '' },
  ],
  relations: [
    { schema: 'core', name: 'loans', view: false, secured: true },
    { schema: 'core', name: 'payments <i>', view: false, secured: true },
    { schema: 'marts', name: 'loans_by_region', view: true, secured: false },
  ],
  settings: ['app.tenant'],
  ticked: [0, 1],
};
