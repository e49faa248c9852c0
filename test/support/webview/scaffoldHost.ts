import { formOffer } from '../../../src/core/scaffold/formOffers';
import { fieldAt, readFormValues, startValues } from '../../../src/core/scaffold/formValues';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import type { AnyScaffold } from '../../../src/core/scaffold/scaffolds';
import type { Database } from '../../../src/core/ports';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import {
  type ScaffoldHost,
  scaffoldHostValidators,
  type ScaffoldPage,
  type ScaffoldView,
} from '../../../src/protocol/scaffold';

/** The host's end of a scaffold's page over a real catalog: what the extension does, without VS Code. */
export class CatalogScaffold {
  values: FormValues;

  constructor(
    private readonly database: Database,
    private readonly scaffold: AnyScaffold,
    start: { readonly values?: FormValues; readonly view?: Partial<ScaffoldView> } = {},
  ) {
    this.values = readFormValues(scaffold.form, { ...startValues(scaffold.form), ...start.values });
    this.more = start.view ?? {};
  }

  private readonly more: Partial<ScaffoldView>;

  readonly connect = (channel: Channel): void => {
    new Rpc<ScaffoldHost, ScaffoldPage>({
      channel,
      handlers: {
        ready: () => this.view(),
        preview: ({ values }, signal) => {
          this.values = readFormValues(this.scaffold.form, values);
          return this.scaffold.plan(this.values, this.database, signal);
        },
        offers: ({ field, relation }, signal) => {
          const found = fieldAt(this.scaffold.form, field);
          const offer = found && 'offer' in found ? found.offer : undefined;
          const query = offer && formOffer(offer, relation);
          return query ? this.database.read(query, signal) : [];
        },
      },
      validators: scaffoldHostValidators,
      toWire: plainWireError,
    });
  };

  private view(): ScaffoldView {
    const { title, explain, form } = this.scaffold;
    return {
      ...{ title, explain, form, values: this.values },
      connectionName: 'Warehouse',
      database: 'lakehouse',
      environment: 'development',
      readOnly: false,
      ...this.more,
    };
  }
}
