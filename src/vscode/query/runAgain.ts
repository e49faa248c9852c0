import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { checkReadOnly } from '../../core/query/readOnlyGuard';
import type { EditorSession } from './editorSession';
import type { QueryRun } from './queryRun';
import { type Confirm, confirmModal } from './questions';
import { sqlParser } from './sqlParser';

/**
 * Makes sure that a statement of a run may run a second time, where it ran before.
 * @throws UserError when the document is connected to something else now; CancelledError when the user does not want to
 * repeat what the statement may have written
 */
export async function checkRunAgain(
  run: QueryRun,
  text: string,
  editor: EditorSession,
  confirm: Confirm = confirmModal,
): Promise<void> {
  const { binding, session } = editor;
  if (binding.profileId !== run.profileId || session.server.database !== run.database) {
    throw new UserError(
      `This result came from ${run.connectionName}, database ${run.database}, and the editor is connected to ` +
        `${editor.profile.name}, database ${session.server.database}, now. Run the statement again from the editor.`,
    );
  }
  const verdict = await checkReadOnly(await sqlParser(), text);
  if (verdict.allowed) {
    return;
  }
  const again = await confirm({
    message: 'Run this statement a second time?',
    detail: 'It may write, and would then write again. The rest of its rows cannot be had in another way.',
    yes: 'Run Again',
  });
  if (!again) {
    throw new CancelledError();
  }
}
