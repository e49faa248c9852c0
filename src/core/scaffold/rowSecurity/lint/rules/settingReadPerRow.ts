import type { LintRule } from '../lintRule';
import { settingFindings } from '../settingFindings';

export const settingReadPerRow: LintRule = {
  id: 'setting-read-per-row',
  title: 'A setting that is read for each row',
  explanation:
    'A bare current_setting() runs once for each row that is looked at. As (SELECT current_setting(…)) it runs once for the query.',
  run: (catalog) =>
    settingFindings(
      catalog,
      'hint',
      (read) => !read.once,
      (policy, setting) => `${policy} reads ${setting} once for each row.`,
    ),
};
