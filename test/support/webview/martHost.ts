import { neverCancelled } from '../../../src/base/cancelSignal';
import { exactSizes } from '../../../src/core/catalog/queries/exactSizes';
import { currentRelation, type RelationRow } from '../../../src/core/catalog/queries/relations';
import { newestTime } from '../../../src/core/catalog/queries/timeColumns';
import { readTags } from '../../../src/core/explorer/martSearch';
import {
  columnsSection,
  definitionSection,
  dependenciesSection,
  factsSection,
  grantsSection,
  indexesSection,
  type MartReading,
  partitionsSection,
  sampleSection,
} from '../../../src/core/mart/martSections';
import { type SizePoint, withSizePoint } from '../../../src/core/mart/sizeHistory';
import type { DbtMark } from '../../../src/core/explorer/nodes';
import type { Database } from '../../../src/core/ports';
import {
  type MartAction,
  type MartHeader,
  type MartHost,
  martHostValidators,
  type MartPage,
} from '../../../src/protocol/mart';
import { type Channel, type Handlers, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of a mart's page over a real catalog: what the extension does, without VS Code. */
export class CatalogMart {
  readonly acted: MartAction[] = [];
  readonly opened: number[] = [];
  history: readonly SizePoint[] = [];
  /** Makes the sections fail that are named. */
  failing: readonly (keyof MartHost)[] = [];
  sampleTimeout = 2_000;
  dbt: DbtMark | undefined;
  private tags: readonly string[] = [];
  private favourite = false;
  private timeColumn: string | undefined;
  private rpc: Rpc<MartHost, MartPage> | undefined;

  private constructor(
    private readonly database: Database,
    private readonly relation: RelationRow,
  ) {}

  static async of(database: Database, schema: string, name: string): Promise<CatalogMart> {
    const [relation] = await database.read(currentRelation({ oid: 0, schema, name }), neverCancelled);
    if (relation === undefined) {
      throw new Error(`There is no ${schema}.${name}.`);
    }
    return new CatalogMart(database, relation);
  }

  readonly connect = (channel: Channel): void => {
    const handlers = this.handlers();
    const guarded = Object.fromEntries(
      Object.entries(handlers).map(([method, handler]) => [
        method,
        (argument: never, signal: never) => {
          if (this.failing.includes(method as keyof MartHost)) {
            throw new Error(`The server did not answer ${method}.`);
          }
          return (handler as (argument: never, signal: never) => unknown)(argument, signal);
        },
      ]),
    );
    this.rpc = new Rpc<MartHost, MartPage>({
      channel,
      handlers: guarded as unknown as Handlers<MartHost>,
      validators: martHostValidators,
      toWire: plainWireError,
    });
  };

  private get header(): MartHeader {
    return {
      relation: this.relation,
      connectionName: 'Warehouse',
      database: 'lakehouse',
      environment: 'production',
      readOnly: true,
      tags: this.tags,
      favourite: this.favourite,
      ...(this.timeColumn !== undefined && { timeColumn: this.timeColumn }),
      ...(this.dbt && { dbt: this.dbt }),
    };
  }

  private get reading(): MartReading {
    return { database: this.database, relation: this.relation, signal: neverCancelled };
  }

  private handlers(): Handlers<MartHost> {
    return {
      ready: () => this.header,
      facts: async () => ({ ...(await factsSection(this.reading)), history: this.history }),
      columns: () => columnsSection(this.reading),
      sample: ({ patient }) => sampleSection(this.reading, patient ? 30_000 : this.sampleTimeout),
      definition: () => definitionSection(this.reading),
      indexes: () => indexesSection(this.reading),
      grants: () => grantsSection(this.reading),
      dependencies: () => dependenciesSection(this.reading),
      partitions: () => partitionsSection(this.reading),
      size: async () => {
        const [size] = await this.database.read(exactSizes([this.relation.oid]), neverCancelled);
        this.history = size
          ? withSizePoint(this.history, { day: '2026-11-21', bytes: size.total })
          : this.history;
        return { ...(size && { size }), history: this.history };
      },
      newest: async ({ column }) => {
        this.timeColumn = column ?? undefined;
        this.rpc?.notify.show(this.header);
        if (column === null) {
          return null;
        }
        const [found] = await this.database.read(newestTime(this.relation, column), neverCancelled);
        return { column, value: found?.value, age: found?.age };
      },
      favourite: ({ on }) => {
        this.favourite = on;
        this.rpc?.notify.show(this.header);
      },
      tags: ({ typed }) => {
        this.tags = readTags(typed);
        this.rpc?.notify.show(this.header);
      },
      open: ({ oid }) => {
        this.opened.push(oid);
      },
      act: ({ what }) => {
        this.acted.push(what);
      },
    };
  }
}
