import * as vscode from 'vscode';
import { CancelledError } from '../../../base/cancelSignal';
import {
  type ExplainOptionName,
  explainOptionInfo,
  offeredOptions,
} from '../../../core/plan/running/explainChoice';
import { type ExplainSettings, recommendedSettings } from '../../../core/plan/running/explainSettings';
import type { TakeableRole } from '../../../core/plan/running/roleQuery';
import { escapeIcons } from '../../query/chooseConnection';
import { askRepeat, askRole, askTimeout, timeoutWords } from './askAround';

/** What the form is about. */
export interface SettingsQuestion {
  /** The beginning of the statement. */
  readonly statement: string;
  /** `server_version_num`, and how the server calls itself. */
  readonly version: number;
  readonly versionText: string;
  /** Those of the last time. */
  readonly settings: ExplainSettings;
  readonly hasParameters: boolean;
  readonly roles: () => Promise<readonly TakeableRole[]>;
}

/** @throws CancelledError when the user turned away */
export type AskSettings = (question: SettingsQuestion) => Promise<ExplainSettings>;

type Around = 'run' | 'role' | 'repeat' | 'timeout' | 'reset';
type ItemId = ExplainOptionName | Around;

interface SettingItem extends vscode.QuickPickItem {
  readonly id?: ItemId;
}

/** A list that stays: Enter on an option takes its next value, the first line runs. */
export const askSettings: AskSettings = async (question) => {
  let { settings } = question;
  let active: ItemId = 'run';
  for (;;) {
    const chosen = await pick(items(question, settings), active, question);
    if (chosen === 'run') {
      return settings;
    }
    settings = await changed(settings, chosen, question);
    active = chosen === 'reset' ? 'run' : chosen;
  }
};

async function changed(
  settings: ExplainSettings,
  id: Exclude<ItemId, 'run'>,
  { roles }: SettingsQuestion,
): Promise<ExplainSettings> {
  if (id === 'reset') {
    return recommendedSettings(settings.choice.analyze === 'on');
  }
  if (id === 'role') {
    return { ...settings, role: await askRole(await roles(), settings.role) };
  }
  if (id === 'repeat') {
    return { ...settings, repeat: await askRepeat(settings.repeat) };
  }
  if (id === 'timeout') {
    return { ...settings, timeoutMs: await askTimeout(settings.timeoutMs) };
  }
  const { values } = explainOptionInfo[id];
  const next = values[(values.indexOf(settings.choice[id]) + 1) % values.length] ?? '';
  return { ...settings, choice: { ...settings.choice, [id]: next } };
}

function items(
  { version, hasParameters }: SettingsQuestion,
  settings: ExplainSettings,
): readonly SettingItem[] {
  const { choice } = settings;
  const analyzes = choice.analyze === 'on';
  const options = offeredOptions(version, choice).filter((name) => name !== 'genericPlan' || hasParameters);
  return [
    {
      id: 'run',
      label: analyzes ? '$(play) Explain and Analyze' : '$(play) Explain',
      description: 'with these options',
      alwaysShow: true,
    },
    separator('Options of EXPLAIN'),
    ...options.map((name) => optionItem(name, choice[name])),
    separator('Around the statement'),
    ...aroundItems(settings),
    separator(''),
    { id: 'reset', label: '$(discard) Back to the recommended options' },
  ];
}

function aroundItems({ choice, role, repeat, timeoutMs }: ExplainSettings): readonly SettingItem[] {
  const items: readonly SettingItem[] = [
    {
      id: 'role',
      label: `$(account) Role: ${role === undefined ? 'as the session' : escapeIcons(role)}`,
      description: 'Runs with the rights and the row security of another role',
    },
    {
      id: 'repeat',
      label: `$(sync) Runs: ${repeat}`,
      description: 'Of several, shows the plan of the median run, and the spread',
    },
    {
      id: 'timeout',
      label: `$(watch) Time limit: ${timeoutWords(timeoutMs)}`,
      description: 'Of each run, for this statement only',
    },
  ];
  return items.filter(({ id }) => id !== 'repeat' || choice.analyze === 'on');
}

function optionItem(name: ExplainOptionName, value: string): SettingItem {
  const { keyword, shows } = explainOptionInfo[name];
  const icon = value === 'off' ? 'circle-large-outline' : 'pass-filled';
  return { id: name, label: `$(${icon}) ${keyword}: ${value}`, description: shows };
}

function separator(label: string): SettingItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** @throws CancelledError */
function pick(
  shown: readonly SettingItem[],
  active: ItemId,
  { statement, versionText }: SettingsQuestion,
): Promise<ItemId> {
  const list = vscode.window.createQuickPick<SettingItem>();
  list.title = 'Explain with Options';
  list.placeholder = `${statement}  (PostgreSQL ${versionText}; Enter changes an option)`;
  list.items = shown;
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  list.activeItems = shown.filter(({ id }) => id === active);
  return new Promise((resolve, reject) => {
    list.onDidAccept(() => {
      const id = list.selectedItems[0]?.id;
      if (id !== undefined) {
        resolve(id);
        list.dispose();
      }
    });
    list.onDidHide(() => {
      reject(new CancelledError());
      list.dispose();
    });
    list.show();
  });
}
