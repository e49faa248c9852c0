import type { DbtFinding, DbtPlace } from '../finding';

/** A line of the view as plain data. Its texts hold names of files and of the database, which are untrusted. */
export interface DbtItem {
  /** Unique in the view and the same after each reading, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The name of an icon of VS Code. */
  readonly icon: string;
  readonly mood: DbtMood;
  /** Paragraphs. */
  readonly tooltip: readonly string[];
  readonly subject: DbtSubject;
  /** Where a click leads. */
  readonly place?: DbtPlace | undefined;
  readonly open: 'leaf' | 'closed' | 'open';
  readonly children: () => readonly DbtItem[];
}

/** How an icon is coloured. The words say the same, for those who see no colours. */
export type DbtMood = 'good' | 'warning' | 'error' | 'plain';

/** What a line stands for, so that commands know what they were called on. */
export type DbtSubject =
  | { readonly kind: 'project'; readonly root: string }
  | { readonly kind: 'group'; readonly root: string; readonly lacks?: 'targets' }
  | { readonly kind: 'target'; readonly root: string; readonly target: string; readonly postgres: boolean }
  | { readonly kind: 'node'; readonly root: string; readonly node: string }
  | { readonly kind: 'finding'; readonly root: string; readonly finding: DbtFinding };

/** A line that opens nothing and has nothing below it. */
export function leaf(item: Pick<DbtItem, 'id' | 'label' | 'subject'> & Partial<DbtItem>): DbtItem {
  return {
    description: '',
    icon: 'circle-small',
    mood: 'plain',
    tooltip: [],
    open: 'leaf',
    children: () => [],
    ...item,
  };
}
