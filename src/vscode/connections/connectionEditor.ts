import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import {
  checkDraft,
  type Draft,
  type DraftField,
  draftFields,
  shownValue,
  withField,
} from '../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { withoutLinks } from '../withoutLinks';

export interface EditedConnection {
  readonly draft: Draft;
  /** A password that came with a pasted URL; it goes to secret storage, never to the settings. */
  readonly password: string | undefined;
}

interface FieldItem extends vscode.QuickPickItem {
  readonly field?: DraftField;
  readonly act?: 'save' | 'test' | 'more';
}

/**
 * Edits a connection in a list of its fields: pick one to change it, test, save. Nothing is written before "Save".
 * @param test Shows the outcome of a connection test to the user.
 * @throws CancelledError when the user leaves without saving.
 */
export async function editConnection(
  title: string,
  start: EditedConnection,
  test: (profile: ConnectionProfile, password: string | undefined) => Promise<void>,
): Promise<EditedConnection> {
  let edited = start;
  let advanced = draftFields.some((field) => field.advanced && start.draft[field.key] !== undefined);
  for (;;) {
    const chosen = await pickField(title, edited.draft, advanced);
    if (chosen.field) {
      edited = { ...edited, draft: await editField(title, edited.draft, chosen.field) };
    } else if (chosen.act === 'more') {
      advanced = true;
    } else {
      const { value } = checkDraft(edited.draft);
      if (value && chosen.act === 'save') {
        return edited;
      }
      if (value) {
        await test(value, edited.password);
      }
    }
  }
}

async function pickField(title: string, draft: Draft, advanced: boolean): Promise<FieldItem> {
  const { value, problems } = checkDraft(draft);
  const items: FieldItem[] = value
    ? [
        { label: '$(check) Save', act: 'save', alwaysShow: true },
        { label: '$(debug-disconnect) Test Connection', act: 'test', alwaysShow: true },
      ]
    : [];
  items.push({ label: 'Fields', kind: vscode.QuickPickItemKind.Separator });
  for (const field of draftFields.filter((each) => advanced || !each.advanced)) {
    const problem = problems.find((each) => each.message.startsWith(`${field.key}:`));
    items.push({
      label: problem ? `$(warning) ${field.label}` : field.label,
      description: shownValue(field, draft),
      ...(problem ? { detail: problem.message } : {}),
      field,
    });
  }
  if (!advanced) {
    items.push({ label: '$(ellipsis) More Fields', act: 'more' });
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: value ? 'Choose a field to change it, or save' : 'Fill in the fields marked below',
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  if (!chosen) {
    throw new CancelledError();
  }
  return chosen;
}

/** Asks for one field. Escape leaves it as it was. */
async function editField(title: string, draft: Draft, field: DraftField): Promise<Draft> {
  const options = { title: `${title}: ${field.label}`, ignoreFocusOut: true };
  if (field.kind === 'choice' || field.kind === 'flag') {
    const choices =
      field.kind === 'flag'
        ? [
            { label: 'Yes', value: true },
            { label: 'No', value: false },
          ]
        : (field.options ?? []).map((option) => ({
            label: option.value,
            description: option.meaning,
            value: option.value,
          }));
    const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem & { value: unknown }>(choices, {
      ...options,
      placeHolder: field.prompt,
    });
    return chosen ? withField(draft, field.key, chosen.value) : draft;
  }
  const current = draft[field.key];
  const typed = await vscode.window.showInputBox({
    ...options,
    prompt: field.prompt,
    placeHolder: field.fallback,
    value: typeof current === 'string' || typeof current === 'number' ? String(current) : '',
    validateInput: (value) => problemOf(withField(draft, field.key, fieldValue(field, value)), field),
  });
  return typed === undefined ? draft : withField(draft, field.key, fieldValue(field, typed));
}

function fieldValue(field: DraftField, typed: string): unknown {
  const trimmed = typed.trim();
  return field.kind === 'number' && /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function problemOf(draft: Draft, field: DraftField): string | undefined {
  const prefix = `${field.key}: `;
  const message = checkDraft(draft).problems.find((problem) => problem.message.startsWith(prefix))?.message;
  return message && withoutLinks(message.slice(prefix.length));
}
