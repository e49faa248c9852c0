import { formatBlocks } from '../../format';
import type { AdviceRule } from '../adviceRule';

export const selectDirtiesBuffers: AdviceRule = {
  id: 'select-dirties-buffers',
  title: 'A SELECT changed blocks',
  explanation:
    'Whoever first reads a row after its transaction ended notes in the row that it is committed (a hint bit), or prunes old ' +
    'versions. The block then has to be written. The next reader finds the work done.',
  always: true,
  run: (plan) => {
    const dirtied = plan.nodes[0]?.buffers?.sharedDirtied ?? 0;
    const writes = plan.nodes.some(({ nodeType, operation }) => {
      return (
        nodeType === 'ModifyTable' ||
        nodeType === 'LockRows' ||
        (operation !== undefined && operation !== 'Select')
      );
    });
    if (dirtied < 100 || writes) {
      return [];
    }
    return [
      {
        node: 0,
        impactMs: undefined,
        title: `Reading changed ${formatBlocks(dirtied)}`,
        what: 'Run it again to see its usual time. After loading much, VACUUM does this work once for all readers.',
      },
    ];
  },
};
