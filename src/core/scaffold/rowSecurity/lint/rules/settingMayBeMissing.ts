import type { LintRule } from '../lintRule';
import { settingFindings } from '../settingFindings';

export const settingMayBeMissing: LintRule = {
  id: 'setting-may-be-missing',
  title: 'A setting that may be missing',
  explanation:
    'current_setting(name) is an error in a session that has not set it, so every query fails there. With true as its second argument it is NULL, and no row passes.',
  run: (catalog) =>
    settingFindings(
      catalog,
      'warning',
      (read) => !read.missingAllowed,
      (policy, setting) => `${policy} fails where ${setting} is not set.`,
    ),
};
