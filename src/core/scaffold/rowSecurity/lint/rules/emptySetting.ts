import type { LintRule } from '../lintRule';
import { settingFindings } from '../settingFindings';

export const emptySetting: LintRule = {
  id: 'empty-setting',
  title: 'A setting that may be empty',
  explanation:
    "After a transaction that used SET LOCAL the setting is the empty text and not NULL, and the empty text is no uuid, number or date: the next query fails. NULLIF(…, '') makes NULL of it.",
  run: (catalog) =>
    settingFindings(
      catalog,
      'warning',
      (read) => read.castTo !== undefined && !read.emptyIsNull,
      (policy, setting) => `${policy} fails where ${setting} is empty.`,
    ),
};
