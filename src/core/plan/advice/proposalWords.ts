import type { IndexProposal } from './advice';

/** What to do with a proposal, in sentences; undefined when there is none. */
export function indexWords(proposal: IndexProposal | undefined): string | undefined {
  if (proposal === undefined) {
    return undefined;
  }
  const { keys, dbtModel, notes, needs, where } = proposal;
  const partial = where === undefined ? '' : ', for the rows that the condition can keep';
  return [
    `An index on ${keys.join(', ')}${partial} finds these rows without reading the others.`,
    ...needs.map((name) => `It needs the extension ${name}.`),
    ...(dbtModel === undefined
      ? []
      : [
          `dbt builds this table (${dbtModel}): put the index into the model's indexes, or the next run drops it.`,
        ]),
    ...notes,
  ].join(' ');
}
