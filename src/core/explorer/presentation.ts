/** How a node looks, as plain data: the view turns it into a tree item. */
export interface Presentation {
  readonly label: string;
  readonly description: string;
  /** Plain lines, never Markdown: names and comments come from the database. */
  readonly tooltip: readonly string[];
  /** A codicon of VS Code. */
  readonly icon: string;
  /** A theme colour for the icon. */
  readonly iconColor: string | undefined;
  /** For `viewItem` in the menus of package.json. */
  readonly contextValue: string;
  readonly expandable: 'none' | 'collapsed' | 'expanded';
  /** What a screen reader says. */
  readonly spoken: string;
}

/** Joins the parts that say something, for a description. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** Leaves out the lines that say nothing. */
export function lines(...parts: readonly (string | undefined)[]): readonly string[] {
  return parts.filter((part): part is string => part !== undefined && part !== '');
}
