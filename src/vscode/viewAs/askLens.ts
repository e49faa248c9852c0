import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { displayName } from '../../core/explorer/displayName';
import { takeableRoles } from '../../core/plan/running/roleQuery';
import type { Database } from '../../core/ports';
import { type Lens, readLensSettings, writeLensSettings } from '../../core/rowSecurity/lens';
import { policySettings } from '../../core/rowSecurity/policySettings';
import { roleWords } from '../plan/running/askAround';
import { escapeIcons } from '../query/chooseConnection';

/** What can be chosen beside a role while a lens is on. */
export type LensChoice = Lens | 'leave' | 'countHidden' | 'policyCost' | undefined;

/** Undefined when the user turned away. */
export type AskLens = (database: Database, now: Lens | undefined) => Promise<LensChoice>;

interface RoleItem extends vscode.QuickPickItem {
  readonly choice?: string | { readonly act: 'leave' | 'countHidden' | 'policyCost' };
}

/** The settings that were typed last for each role, in this window only: they may tell of customers. */
const typedBefore = new Map<string, string>();

/** Asks for the role, and then for the settings that its policies read. */
export const askLens: AskLens = async (database, now) => {
  const roles = await database.read(takeableRoles(database.server.version), neverCancelled);
  const items: readonly RoleItem[] = [
    ...(now ? lensItems(now) : []),
    ...roles.map((role) => ({
      label: `$(account) ${escapeIcons(role.name)}`,
      description: [role.name === now?.role ? 'now' : '', roleWords(role)].filter(Boolean).join(', '),
      choice: role.name,
    })),
  ];
  const item = await vscode.window.showQuickPick(items, {
    title: 'View as Role',
    placeHolder: 'The role through whose eyes to look; whatever a statement does is rolled back',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  const choice = item?.choice;
  if (choice === undefined || typeof choice === 'object') {
    return choice?.act;
  }
  return askSettings(database, choice, now);
};

function lensItems({ role }: Lens): readonly RoleItem[] {
  return [
    { label: `$(close) Leave the view as ${escapeIcons(role)}`, choice: { act: 'leave' } },
    {
      label: '$(eye-closed) Count the rows that are hidden',
      description: 'of the statement at the cursor',
      choice: { act: 'countHidden' },
    },
    {
      label: '$(shield) Show what row security costs',
      description: 'the statement at the cursor',
      choice: { act: 'policyCost' },
    },
    { label: 'Another role', kind: vscode.QuickPickItemKind.Separator },
  ];
}

async function askSettings(
  database: Database,
  role: string,
  now: Lens | undefined,
): Promise<Lens | undefined> {
  const read = await database.read(policySettings, neverCancelled);
  const known = now?.role === role ? writeLensSettings(now.settings) : typedBefore.get(role);
  const names = read.map(displayName).join(', ');
  const typed = await vscode.window.showInputBox({
    title: `View as ${displayName(role)}: Settings`,
    prompt:
      read.length === 0
        ? 'No policy of this database reads a setting. Press Enter to go on.'
        : `The policies of this database read ${names}. Leave it empty to see what happens without.`,
    placeHolder: `${read[0] ?? 'app.tenant'} = 7; app.region = 'north'`,
    value: known ?? read.map((name) => `${name} = `).join('; '),
    ignoreFocusOut: true,
    validateInput: (value) => {
      try {
        readLensSettings(value);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
  if (typed === undefined) {
    return undefined;
  }
  typedBefore.set(role, typed);
  return { role, settings: readLensSettings(typed) };
}
