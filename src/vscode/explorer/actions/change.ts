import { UserError } from '../../../base/userError';
import { type ActionObject, databaseOf } from './actionObject';
import type { ActionServices } from './actionServices';
import { runStatement } from './runStatement';

/** A statement that changes something, as it is shown before it runs. */
export interface Change {
  readonly sql: string;
  /** Without a question mark, such as `Drop the table core.loans`. */
  readonly question: string;
  /** What else must be known before. */
  readonly warning?: string;
  /** The button that runs it. */
  readonly yes: string;
  /** Shown while it runs. */
  readonly doing: string;
  /** Said when it ran. */
  readonly done: string;
}

/**
 * Shows the statement, runs it when the user agrees, says so, and reads the list again.
 * @throws as `runStatement`
 */
export async function applyChange(
  services: ActionServices,
  object: ActionObject,
  change: Change,
): Promise<void> {
  refuseReadOnly(object);
  const { profile, node } = object;
  const isProduction = profile.environment === 'production';
  const agreed = await services.confirm({
    message: isProduction
      ? `${change.question} on ${profile.name}, which is production?`
      : `${change.question}?`,
    detail: [
      `${change.sql};`,
      change.warning,
      `Connection: ${profile.name} (${profile.environment}). Database: ${databaseOf(object)}.`,
    ]
      .filter((part) => part !== undefined)
      .join('\n\n'),
    yes: change.yes,
  });
  if (!agreed) {
    return;
  }
  try {
    await runStatement(services, object, { title: change.doing, sql: change.sql });
    services.say(change.done);
  } finally {
    // After a failure the list may be out of date too: somebody else may have changed the object.
    services.refreshAround(node);
  }
}

/** @throws UserError on a read-only connection, where the menus do not offer changes. */
export function refuseReadOnly({ profile }: ActionObject): void {
  if (profile.readOnly) {
    throw new UserError(
      `${profile.name} is read-only, and nothing was sent. To change objects, edit the connection.`,
      {
        action: {
          title: 'Open Settings',
          command: 'workbench.action.openSettings',
          args: ['lakehouse.connections'],
        },
      },
    );
  }
}
