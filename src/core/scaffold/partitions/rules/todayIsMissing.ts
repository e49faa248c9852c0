import { compareDays, periodStart, readDay } from '../../partitioning/calendar';
import type { PartitionRule } from './partitionRule';

const id = 'todayIsMissing';

export const todayIsMissing: PartitionRule = {
  id,
  run: ({ spec: { create, scheme, withDefault }, facts }) => {
    const [today, until] = [
      readDay(facts.wanted.today),
      scheme.kind === 'calendar' ? readDay(scheme.until ?? '') : undefined,
    ];
    return create !== undefined &&
      scheme.kind === 'calendar' &&
      !withDefault &&
      today !== undefined &&
      until !== undefined &&
      compareDays(periodStart(until, scheme.every), periodStart(today, scheme.every)) < 0
      ? {
          rule: id,
          message:
            'No partition takes the rows of today: they are refused. Choose a later day, or leave it empty.',
          field: 'until',
        }
      : undefined;
  },
};
