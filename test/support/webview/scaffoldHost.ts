import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Session } from '../../../src/core/query/session';
import { formOffer } from '../../../src/core/scaffold/formOffers';
import { fieldAt, readFormValues, startValues } from '../../../src/core/scaffold/formValues';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { planScript } from '../../../src/core/scaffold/scaffoldScript';
import type { AnyScaffold } from '../../../src/core/scaffold/scaffolds';
import type { Database } from '../../../src/core/ports';
import { scramVerifier } from '../../../src/node/scaffold/scramVerifier';
import { PgParser } from '../../../src/node/sql/pgParser';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import {
  type ScaffoldHost,
  scaffoldHostValidators,
  type ScaffoldPage,
  type ScaffoldView,
} from '../../../src/protocol/scaffold';
import { tryOnServer } from '../../../src/vscode/scaffold/scaffoldTrials';
import { ScaffoldWork, type ScaffoldWorkParts } from '../../../src/vscode/scaffold/scaffoldWork';

export interface CatalogScaffoldStart {
  readonly values?: FormValues;
  readonly view?: Partial<ScaffoldView>;
  readonly openSession?: () => Promise<Session>;
}

/** The host's end of a scaffold's page over a real catalog: what the extension does, without VS Code. */
export class CatalogScaffold {
  values: FormValues;
  readonly copied: string[] = [];
  private readonly work: ScaffoldWork;
  private rpc: Rpc<ScaffoldHost, ScaffoldPage> | undefined;

  constructor(
    private readonly database: Database,
    private readonly scaffold: AnyScaffold,
    private readonly start: CatalogScaffoldStart = {},
  ) {
    this.values = readFormValues(scaffold.form, { ...startValues(scaffold.form), ...start.values });
    this.work = new ScaffoldWork(this.parts());
  }

  readonly connect = (channel: Channel): void => {
    this.rpc = new Rpc<ScaffoldHost, ScaffoldPage>({
      channel,
      handlers: {
        ready: () => this.view(),
        preview: ({ values }, signal) => {
          this.values = readFormValues(this.scaffold.form, values);
          return this.work.preview(this.values, signal);
        },
        offers: ({ field, relation }, signal) => {
          const found = fieldAt(this.scaffold.form, field);
          const offer = found && 'offer' in found ? found.offer : undefined;
          const query = offer && formOffer(offer, relation);
          return query ? this.database.read(query, signal) : [];
        },
        trial: ({ values }) => tryOnServer(this.parts(), this.work.seen(values), neverCancelled),
        apply: ({ values }) => this.work.apply(values),
        undo: () => this.work.undo(),
        stop: () => this.work.stop(),
        save: () => undefined,
        copy: ({ values }) => {
          this.copied.push(planScript(this.work.seen(values)));
        },
      },
      validators: scaffoldHostValidators,
      toWire: plainWireError,
    });
  };

  private parts(): ScaffoldWorkParts {
    const { openSession = () => Promise.reject(new Error('There is no session.')) } = this.start;
    const parser = new PgParser();
    return {
      scaffold: this.scaffold,
      profile: () => ({
        name: 'Warehouse',
        environment: 'development',
        readOnly: this.start.view?.readOnly ?? false,
      }),
      database: () => Promise.resolve(this.database),
      openSession,
      parser: () => Promise.resolve(parser),
      confirm: () => Promise.resolve(true),
      askPassword: () => Promise.resolve('new password'),
      verifier: scramVerifier,
      describe: (error) => (error instanceof Error ? error.message : String(error)),
      ran: (view) => this.rpc?.notify.run(view),
    };
  }

  private view(): ScaffoldView {
    const { title, explain, form } = this.scaffold;
    return {
      ...{ title, explain, form, values: this.values },
      connectionName: 'Warehouse',
      database: 'lakehouse',
      environment: 'development',
      readOnly: false,
      ...this.start.view,
      ...(this.work.run && { run: this.work.run }),
    };
  }
}
