import { type ActionTarget, isRelationKind, ownName } from '../../core/catalog/actions/target';
import type { ExplorerNode } from '../../core/explorer/nodes';
import { ReadOnlyRun } from '../../core/query/readOnlyRun';
import type { Execute } from '../../core/query/runStatements';
import type { Session } from '../../core/query/session';
import { type ActionObject, actionObject, shownName } from '../explorer/actions/actionObject';
import { sqlParser } from '../query/sqlParser';
import { chooseExport } from './chooseExport';
import { encodeProgram } from './encodeProgram';
import type { TransferParts } from './exportParts';
import { sayExported, withTransferProgress } from './transferProgress';
import { writeExport } from './writeExport';

/** Writes all rows of a table, a view or a mart straight into a file, on a session of its own. */
export async function exportRelation(parts: TransferParts, node: ExplorerNode | undefined): Promise<void> {
  const takes = ({ kind }: ActionTarget) => isRelationKind(kind);
  const object = actionObject(parts, node, { title: 'Export Rows to File', takes });
  const { target, place } = object;
  const choice = await chooseExport(parts, {
    title: `Export ${shownName(target)}`,
    name: target.name,
    folder: undefined,
    target: ownName(target),
  });
  if (!choice) {
    return;
  }
  const report = await withTransferProgress({
    title: `Exporting ${shownName(target)}`,
    work: async (progress, signal) => {
      const session = await parts.connections.openSession(place.profileId, place.database);
      try {
        const execute = await executor(object, session, signal);
        const text = `SELECT * FROM ${ownName(target)}`;
        const program = encodeProgram(parts.context.extensionUri);
        return await writeExport({ text, kind: { tag: 'SelectStmt' }, execute, program }, choice, progress);
      } finally {
        await session.close();
      }
    },
  });
  if (report) {
    await sayExported(choice.file, report);
  }
}

/** On a read-only connection even our own statement runs guarded: a view may call anything. */
async function executor({ profile }: ActionObject, session: Session, signal: AbortSignal): Promise<Execute> {
  if (!profile.readOnly) {
    return (request, sink) => session.execute(request, sink, signal);
  }
  const guarded = new ReadOnlyRun(session, await sqlParser());
  return (request, sink) => guarded.run(request, sink, signal);
}
