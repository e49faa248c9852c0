import { displayName } from '../../../explorer/displayName';
import type { PlanSetting } from '../../planModel';
import type { AdviceRule } from '../adviceRule';

export const nonDefaultPlannerSettings: AdviceRule = {
  id: 'non-default-planner-settings',
  title: 'The planner runs with unusual settings',
  explanation:
    'Settings that forbid kinds of nodes or change costs bend every plan of the session. They are good for trying something and ' +
    'easily forgotten.',
  always: true,
  withoutAnalyze: true,
  run: ({ statement }) => {
    const unusual = statement.settings.filter(isUnusual);
    if (unusual.length === 0) {
      return [];
    }
    const list = unusual.map(({ name, value }) => `${name} = ${displayName(value)}`).join(', ');
    return [
      {
        node: undefined,
        impactMs: undefined,
        severity: 'low',
        title: `The plan was made with ${list}`,
        what: 'RESET brings back what the server, the database or the role says. When the setting comes from there, ask who set it and why.',
        fixes: [{ kind: 'sql', sql: unusual.map(({ name }) => `RESET ${name};`).join('\n') }],
      },
    ];
  },
};

function isUnusual({ name, value }: PlanSetting): boolean {
  // What fits to solid-state disks is no accident.
  const isDiskCost = name === 'random_page_cost' && Number(value) >= 1 && Number(value) <= 4;
  return (
    /^(?:enable_[a-z_]+|[a-z_]+_cost|plan_cache_mode|[a-z_]+_collapse_limit|geqo[a-z_]*)$/.test(name) &&
    !isDiskCost
  );
}
