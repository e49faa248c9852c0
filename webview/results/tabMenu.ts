import { html, type TemplateResult } from 'lit/html.js';
import type { RunView, StatementView } from '../../src/protocol/results';
import { visibleText } from '../shared/visibleText';
import { formatCount } from '../shared/words';
import type { MenuItem, MenuPlace } from '../shared/popupMenu';
import type { Tab } from './runState';

/** What the menu of the results may do. */
export interface TabActions {
  choose(tab: Tab): void;
  pin(statement: number, pinned: boolean): void;
  close(statement: number): void;
}

/** The menu behind the tabs: for the result in front, and a way to every result, also where tabs do not fit. */
export function tabMenu(run: RunView, front: Tab, actions: TabActions): readonly MenuItem[] {
  const results = run.statements.filter(({ columns }) => columns !== undefined);
  const shown = results.find(({ index }) => index === front);
  return [
    ...(shown ? resultItems(shown, actions) : []),
    ...results.map((statement) => ({
      ...{ group: 'results', title: titleOf(statement), keys: formatCount(statement.rowCount) },
      run: () => actions.choose(statement.index),
    })),
    { group: 'results', title: 'Messages', run: () => actions.choose('messages') },
  ];
}

function resultItems(
  { index, pinned = false, state }: StatementView,
  actions: TabActions,
): readonly MenuItem[] {
  return [
    {
      ...{ group: 'result', title: pinned ? 'Unpin This Result' : 'Pin This Result' },
      run: () => actions.pin(index, !pinned),
    },
    ...(state === 'running' || state === 'held'
      ? []
      : [
          {
            ...{ group: 'result', title: 'Close This Result', keys: 'Delete on its tab' },
            run: () => actions.close(index),
          },
        ]),
  ];
}

function titleOf({ title, pinned = false }: StatementView): string {
  return `${pinned ? '📌 ' : ''}${visibleText(title)}`;
}

/** Opens the menu beneath itself. */
export function tabMenuButton(open: (at: MenuPlace) => void): TemplateResult {
  return html`<button
    class="tab tab-menu"
    type="button"
    aria-haspopup="menu"
    aria-label="All results, pin and close"
    title="All results, pin and close"
    @click=${({ currentTarget }: MouseEvent) => {
      if (currentTarget instanceof Element) {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        open({ x: left, y: bottom });
      }
    }}
  >
    ⋯
  </button>`;
}
