import type { RunUpdate, RunView, StatementView } from '../../src/protocol/results';
import type { ArrangedView } from '../../src/protocol/rowTools';

/** The tab in front: a statement's rows by its index, or the messages. */
export type Tab = number | 'messages';

/** More tabs than this help nobody; the messages lead to the other results. */
export const tabLimit = 50;

/** The run with the statements that changed; the same run when the update is for another one. */
export function applyUpdate(run: RunView, update: RunUpdate): RunView {
  if (run.runId !== update.runId) {
    return run;
  }
  const changed = new Map(update.statements.map((statement) => [statement.index, statement]));
  const kept = run.statements.map((statement) => {
    const replacement = changed.get(statement.index);
    changed.delete(statement.index);
    return replacement ?? statement;
  });
  return {
    ...run,
    running: update.running,
    statements: [...kept, ...changed.values()],
    ...(update.notifications && { notifications: update.notifications }),
  };
}

/** The statements of the run itself, without pinned results of earlier ones. */
export function listedStatements(run: RunView): readonly StatementView[] {
  return run.statements.filter((statement) => !isEarlier(statement));
}

export function isEarlier({ earlier = false }: StatementView): boolean {
  return earlier;
}

/** The statements that have a tab: those with rows to show, and the one in front. */
export function tabbedStatements(run: RunView, front: Tab): readonly StatementView[] {
  const withRows = run.statements.filter((statement) => statement.columns !== undefined);
  return withRows.filter((statement, place) => place < tabLimit || statement.index === front);
}

/** The tab that shows what matters most, as long as the user has not chosen one. */
export function automaticTab(run: RunView): Tab {
  const listed = listedStatements(run);
  if (listed.some((statement) => statement.state === 'failed')) {
    return 'messages';
  }
  return listed.find((statement) => statement.columns !== undefined)?.index ?? 'messages';
}

/** The run with a statement whose rows are shown in another order from now on. */
export function withArranged(run: RunView, index: number, view: ArrangedView | undefined): RunView {
  const statements = run.statements.map((statement) => {
    return statement.index === index ? { ...statement, arranged: view } : statement;
  });
  return { ...run, statements };
}

export function statementOf(run: RunView, index: number): StatementView | undefined {
  return run.statements.find((statement) => statement.index === index);
}

export function runningStatement(run: RunView): StatementView | undefined {
  return run.statements.find((statement) => statement.state === 'running');
}

/** The statement that stopped at its cap and can go on. */
export function heldStatement(run: RunView): StatementView | undefined {
  return run.statements.find((statement) => statement.state === 'held');
}
