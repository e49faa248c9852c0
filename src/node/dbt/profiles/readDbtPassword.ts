import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import { connectionOfTarget } from '../../../core/dbt/profiles/connectionOfTarget';
import { passwordVariables } from '../../../core/dbt/profiles/target';
import type { JinjaRenderer } from '../jinja/jinjaRenderer';
import { readYaml } from '../yaml/readYaml';
import { type DbtEnvironment, definedVariables } from './findProfiles';
import { readTargetPassword } from './readTargetPassword';
import { readTargets } from './readTargets';

export interface DbtPasswordOptions {
  readonly renderer: JinjaRenderer;
  readonly signal: CancelSignal;
  readonly readText: (file: string) => Promise<string>;
}

/**
 * The password of the target that a connection names. It is read for exactly the host, port and user of the target: a
 * connection that leads elsewhere does not get it.
 * @throws UserError when the target is gone or leads elsewhere, or its password is made of other variables; CancelledError
 */
export async function readDbtPassword(
  connection: ConnectionProfile,
  environment: DbtEnvironment,
  { renderer, signal, readText }: DbtPasswordOptions,
): Promise<string | undefined> {
  const { dbtTarget } = connection;
  if (!dbtTarget) {
    throw new UserError(`The connection ${connection.name} names no dbt target.`);
  }
  const { profiles, profile, target: name } = dbtTarget;
  const document = readYaml(profiles, await readText(profiles));
  const world = { environment: definedVariables(environment), vars: {}, target: undefined };
  const { targets } = await readTargets({ document, profile, chosen: name, world }, renderer, signal);
  const target = targets.find((each) => each.name === name);
  if (!target) {
    throw new UserError(`${profiles} has no target ${name} in the profile ${profile}. Edit the connection.`);
  }
  const made = connectionOfTarget(target);
  const same =
    made.kind === 'connection' &&
    connection.ssh === undefined &&
    connection.otherHosts.length === 0 &&
    made.profile.host === connection.host &&
    made.profile.port === connection.port &&
    made.profile.user === connection.user;
  if (!same) {
    throw new UserError(
      `The dbt target ${name} leads to another host, port or user than the connection ${connection.name}, so its password is not sent. Edit the connection.`,
    );
  }
  const asked = passwordVariables(target);
  if (dbtTarget.variables && asked.join() !== [...dbtTarget.variables].sort().join()) {
    throw new UserError(
      `The password of the dbt target ${name} is made of other environment variables (${asked.join(', ')}) than when it became the connection ${connection.name}, so it is not sent. Edit dbtTarget in the settings of the connection if that is meant.`,
    );
  }
  return readTargetPassword(target, environment);
}
