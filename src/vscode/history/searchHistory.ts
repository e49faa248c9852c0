import * as vscode from 'vscode';
import { type Day, dayOf, dayWords, timeWords } from '../../core/history/days';
import type { HistoryEntry } from '../../core/history/historyEntry';
import { historyScore, readHistorySearch } from '../../core/history/searchHistory';
import type { History } from './history';
import { outcomeIcon, runFacts, runTitle } from './historyItem';

export type SearchAction = 'open' | 'run' | 'copy' | 'plan';

interface HistoryPick extends vscode.QuickPickItem {
  readonly entry: HistoryEntry;
}

const shownMatches = 100;
/** Milliseconds after a key before a long history is searched. */
const typingPause = 60;

const buttons = {
  run: { iconPath: new vscode.ThemeIcon('play'), tooltip: 'Run Again' },
  copy: { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy Text' },
  plan: { iconPath: new vscode.ThemeIcon('list-tree'), tooltip: 'Show Plan' },
};

const buttonActions: ReadonlyMap<vscode.QuickInputButton, SearchAction> = new Map([
  [buttons.run, 'run'],
  [buttons.copy, 'copy'],
  [buttons.plan, 'plan'],
]);

/** Lets the user find a run by words of its text, connection, outcome or error; the best matches come first. */
export async function searchHistory(
  history: History,
  act: (action: SearchAction, entry: HistoryEntry) => Promise<void>,
): Promise<void> {
  const picker = vscode.window.createQuickPick<HistoryPick>();
  const entries: HistoryEntry[] = [];
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    picker.items = closed ? [] : matches(entries, picker.value);
  };
  try {
    const chosen = await new Promise<readonly [SearchAction, HistoryEntry] | undefined>((resolve, reject) => {
      picker.title = 'Search History';
      picker.placeholder = 'Words of the text, the connection, the outcome or the error';
      picker.busy = true;
      picker.onDidChangeValue(() => {
        clearTimeout(timer);
        timer = setTimeout(show, typingPause);
      });
      picker.onDidAccept(() => {
        clearTimeout(timer);
        show();
        const [item] = picker.activeItems.length > 0 ? picker.activeItems : picker.items;
        resolve(item && ['open', item.entry]);
      });
      picker.onDidTriggerItemButton(({ item, button }) =>
        resolve([buttonActions.get(button) ?? 'open', item.entry]),
      );
      picker.onDidHide(() => resolve(undefined));
      picker.show();
      readAll(history, { entries, show, closed: () => closed })
        .then(() => (picker.busy = false))
        .catch(reject);
    });
    picker.hide();
    if (chosen) {
      await act(...chosen);
    }
  } finally {
    closed = true;
    clearTimeout(timer);
    picker.dispose();
  }
}

/** Reads day after day, so that the newest runs are there at once. */
async function readAll(
  history: History,
  into: { readonly entries: HistoryEntry[]; readonly show: () => void; readonly closed: () => boolean },
): Promise<void> {
  const { files } = await history.open();
  let shown = 0;
  for (const day of await files.days()) {
    for (const entry of into.closed() ? [] : await files.read(day)) {
      into.entries.push(entry);
    }
    if (shown < shownMatches) {
      shown = into.entries.length;
      into.show();
    }
  }
  into.show();
}

function matches(entries: readonly HistoryEntry[], typed: string): readonly HistoryPick[] {
  const search = readHistorySearch(typed);
  const today = dayOf(Date.now());
  if (!search) {
    return entries.slice(0, shownMatches).map((entry) => pick(entry, today));
  }
  return entries
    .map((entry, age) => ({ entry, age, score: historyScore(entry, search) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.age - other.age)
    .slice(0, shownMatches)
    .map(({ entry }) => pick(entry, today));
}

function pick(entry: HistoryEntry, today: Day): HistoryPick {
  const when = `${dayWords(dayOf(entry.startedAt), today)} ${timeWords(entry.startedAt)}`;
  return {
    entry,
    label: withoutIcons(runTitle(entry)),
    description: withoutIcons(`${when} · ${runFacts(entry)}`),
    iconPath: outcomeIcon(entry.outcome),
    // The picker would hide what its own matching does not find.
    alwaysShow: true,
    buttons: [...(entry.plan ? [buttons.plan] : []), buttons.run, buttons.copy],
  };
}

/** A text may hold what the picker reads as an icon. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
