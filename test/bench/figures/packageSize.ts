import { statSync } from 'node:fs';
import { packageExtension } from '../../support/workbench/installedWorkbench';
import type { Bench } from '../figure';

/** The size of the package. */
export const packageSize: Bench = {
  figures: [{ id: 'vsix-size', title: 'VSIX', unit: 'MB', bound: { atMost: 15 } }],
  measure: async () => {
    const vsix = await packageExtension();
    return [{ id: 'vsix-size', samples: [statSync(vsix).size / 1024 / 1024] }];
  },
};
