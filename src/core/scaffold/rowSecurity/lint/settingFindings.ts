import type { LintSeverity, Seen } from './lintRule';
import type { PolicyCatalog } from './policyCatalog';
import { safeCondition, type SettingRead, settingReads } from './policyText';
import { activePolicies, alterPolicy, policyName, sqlFix, sqlName } from './ruleTools';

/** The policies in which some setting is read so. All that is wrong with settings is put right by the same statement. */
export function settingFindings(
  catalog: PolicyCatalog,
  severity: LintSeverity,
  wrong: (read: SettingRead) => boolean,
  message: (policy: string, setting: string) => string,
): readonly Seen[] {
  return activePolicies(catalog).flatMap(({ table, policy }) => {
    const reads = [policy.using, policy.check].flatMap((text) =>
      text === undefined ? [] : settingReads(text),
    );
    const first = reads.find(wrong);
    return first === undefined
      ? []
      : [
          {
            severity,
            relation: table,
            policy: policy.name,
            message: message(`The policy ${policyName(policy)} of ${sqlName(table)}`, settingName(first)),
            fixes: [
              sqlFix(
                'Insert the SQL that reads the setting safely',
                alterPolicy(table, policy, {
                  using: policy.using === undefined ? undefined : safeCondition(policy.using),
                  check: policy.check === undefined ? undefined : safeCondition(policy.check),
                }),
              ),
            ],
          },
        ];
  });
}

/** What stands in the first argument, without the cast that the server prints behind it. */
function settingName({ argument }: SettingRead): string {
  return argument.replace(/::\w+$/, '');
}
