import { themeColorOf } from '../../core/connections/connectionColor';
import { type ConnectionProfile, describePlace } from '../../core/connections/connectionProfile';
import { serverSentences, serverWords } from '../../core/connections/serverTraits';
import { displayName } from '../../core/explorer/displayName';
import type { Binding } from './connectionBindings';
import type { EditorSession } from './editorSession';

/** How a status bar item looks. */
export interface StatusLook {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  /** Read out by screen readers. */
  readonly label: string;
  /** Theme colours. */
  readonly color: string | undefined;
  readonly background: string | undefined;
}

/** Connection, database, role, and whether it is read-only, as far as they are known. */
export function connectionItem(
  binding: Binding | undefined,
  profile: ConnectionProfile | undefined,
  editor: EditorSession | undefined,
): StatusLook {
  if (!binding || !profile) {
    const text = 'Choose Connection';
    const tooltip = 'This editor has no connection yet';
    return { icon: 'plug', text, tooltip, label: tooltip, color: undefined, background: undefined };
  }
  const live = editor?.lost === undefined ? editor : undefined;
  const name = displayName(profile.name);
  const database = displayName(live?.session.server.database ?? binding.database);
  const role = displayName(live?.role ?? profile.role ?? profile.user);
  const readOnly = live?.readOnly ?? profile.readOnly;
  const lifted = profile.readOnly && !readOnly;
  const facts = `${name}: ${database} as ${role}`;
  const server = live?.session.server;
  const traits = server && serverWords(server);
  const access = readOnly ? 'read-only' : lifted ? 'writes allowed' : undefined;
  const lines = [
    facts,
    `Environment: ${profile.environment}`,
    `Server: ${displayName(describePlace(profile))}${live ? `, PostgreSQL ${live.session.server.versionText}` : ''}`,
    readOnly ? 'Read-only: statements that may write are refused' : undefined,
    lifted ? 'Writes are allowed in this session' : undefined,
    ...(server ? serverSentences(server) : []),
    stateLine(editor),
  ];
  return {
    icon: editor?.lost !== undefined ? 'debug-disconnect' : readOnly ? 'lock' : 'database',
    text: [`${name} › ${database} › ${role}`, access, traits]
      .filter((part) => part !== undefined)
      .join(' · '),
    tooltip: lines.filter((line) => line !== undefined).join('\n'),
    label: [`Connection ${facts}`, profile.environment, access, traits]
      .filter((part) => part !== undefined)
      .join(', '),
    ...colours(profile, readOnly),
  };
}

/** Minutes and seconds. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function stateLine(editor: EditorSession | undefined): string {
  if (!editor) {
    return 'Connects at the first run';
  }
  return editor.lost ?? (editor.inTransaction ? 'Session open, in a transaction' : 'Session open');
}

/** Production warns, and all the more where statements may write. VS Code has only these two backgrounds. */
function colours(profile: ConnectionProfile, readOnly: boolean): Pick<StatusLook, 'color' | 'background'> {
  if (profile.environment !== 'production') {
    return { color: themeColorOf(profile), background: undefined };
  }
  return { color: undefined, background: `statusBarItem.${readOnly ? 'warning' : 'error'}Background` };
}
