import type { PlanHost, PlanPanelView } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';

/** What the user can do with a whole plan. */
export interface HeaderAction {
  readonly id: string;
  /** `undefined` when it cannot be done with what is shown. */
  title(view: PlanPanelView): string | undefined;
  /** A button of its own, or an entry of the menu *More*; items of one group stand together there. */
  readonly place: 'button' | { readonly group: string };
  /** Answers with what was done, in a few words. */
  run(host: Remote<PlanHost>, plan: number): Promise<string>;
}

const copyRaw: HeaderAction = {
  id: 'copyRaw',
  title: ({ state, rawFormat }) => (state.kind === 'ready' ? `Copy ${rawFormat}` : undefined),
  place: { group: 'copy' },
  run: async (host) => {
    await host.copy({ what: 'raw' });
    return 'Copied the plan.';
  },
};

const copySql: HeaderAction = {
  id: 'copySql',
  title: ({ statement }) => (statement === '' ? undefined : 'Copy SQL'),
  place: { group: 'copy' },
  run: async (host) => {
    await host.copy({ what: 'sql' });
    return 'Copied the SQL.';
  },
};

const runAgain: HeaderAction = {
  id: 'runAgain',
  title: ({ again }) => again,
  place: 'button',
  run: async (host) => {
    await host.runAgain(null);
    return '';
  },
};

const withOptions: HeaderAction = {
  id: 'withOptions',
  title: ({ hasOptions }) => (hasOptions ? 'Options…' : undefined),
  place: 'button',
  run: async (host) => {
    await host.withOptions(null);
    return '';
  },
};

const compare: HeaderAction = {
  id: 'compare',
  title: ({ state }) => (state.kind === 'ready' ? 'Compare…' : undefined),
  place: 'button',
  run: async (host) => {
    await host.compare(null);
    return '';
  },
};

const exportPlan: HeaderAction = {
  id: 'export',
  title: ({ state }) => (state.kind === 'ready' ? 'Export…' : undefined),
  place: 'button',
  run: async (host) => {
    await host.share(null);
    return '';
  },
};

/** In the order in which they stand. */
export const headerActions: readonly HeaderAction[] = [
  copyRaw,
  copySql,
  compare,
  exportPlan,
  runAgain,
  withOptions,
];
