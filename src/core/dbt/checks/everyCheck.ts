import type { DbtCheckAbout } from '../checkAbout';
import { targetChecks } from '../live/targetChecks';
import { staticChecks } from './static/staticChecks';

/** Every check there is, for explanations, reports and docs/DBT.md. */
export const everyDbtCheck: readonly DbtCheckAbout[] = [...staticChecks, ...targetChecks];
