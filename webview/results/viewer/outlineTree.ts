import { isOpenable, type Outline, type OutlineNode } from '../../../src/core/values/outline';
import { listen } from '../../shared/listen';
import { visibleText } from '../../shared/visibleText';
import { countOf, formatCount } from '../../shared/words';
import { VirtualLines } from './virtualLines';

/** A long list is shown in groups of so many. */
const groupSize = 1000;
/** Of a long text so many UTF-16 units are shown. */
const shownUnits = 300;

/** A line of the tree: a part of the value, or some of the parts of a long list. */
interface TreeLine {
  readonly depth: number;
  readonly node: OutlineNode;
  /** Of a group. */
  readonly range?: { readonly first: number; readonly last: number; readonly parts: readonly OutlineNode[] };
  isOpen: boolean;
  /** Known when it was opened once. */
  parts?: readonly OutlineNode[];
}

/** A value as a tree that is opened part by part; long ones too, because only what is open and in sight is drawn. */
export class OutlineTree {
  private readonly lines = new VirtualLines((element, line) => this.fill(element, line));
  private readonly shown: TreeLine[] = [];
  private active = 0;

  constructor(
    private readonly outline: Outline,
    label: string,
  ) {
    const { element } = this.lines;
    element.tabIndex = 0;
    element.setAttribute('role', 'tree');
    element.setAttribute('aria-label', label);
    listen(element, 'keydown', (event) => this.onKey(event));
    listen(element, 'click', (event) => this.onClick(event));
    this.shown.push({ depth: 0, node: outline.root, isOpen: false });
    this.toggle(0, true);
  }

  get element(): HTMLElement {
    return this.lines.element;
  }

  private toggle(at: number, open: boolean): void {
    const line = this.shown[at];
    if (!line || line.isOpen === open || !(line.range !== undefined || isOpenable(line.node))) {
      return;
    }
    line.isOpen = open;
    if (open) {
      const below = this.below(line);
      // A call takes only so many arguments.
      for (let first = 0; first < below.length; first += 10_000) {
        this.shown.splice(at + 1 + first, 0, ...below.slice(first, first + 10_000));
      }
    } else {
      let end = at + 1;
      while ((this.shown[end]?.depth ?? -1) > line.depth) {
        end++;
      }
      this.shown.splice(at + 1, end - at - 1);
    }
    this.lines.show(this.shown.length);
  }

  private below(line: TreeLine): readonly TreeLine[] {
    const depth = line.depth + 1;
    const parts = line.range?.parts ?? (line.parts ??= this.outline.children(line.node));
    if (line.range !== undefined || parts.length <= groupSize) {
      return parts.map((node) => ({ depth, node, isOpen: false }));
    }
    return Array.from({ length: Math.ceil(parts.length / groupSize) }, (_, group) => {
      const first = group * groupSize;
      const some = parts.slice(first, first + groupSize);
      const range = { first, last: first + some.length - 1, parts: some };
      return { depth, node: line.node, range, isOpen: false };
    });
  }

  private fill(element: HTMLElement, at: number): void {
    const line = this.shown[at];
    if (!line) {
      return;
    }
    const openable = line.range !== undefined || isOpenable(line.node);
    element.id = `tree-${at % 1000}`;
    element.className = `line tree-line${at === this.active ? ' tree-active' : ''}`;
    element.dataset['line'] = String(at);
    element.style.paddingLeft = `${8 + line.depth * 16}px`;
    element.setAttribute('role', 'treeitem');
    element.setAttribute('aria-level', String(line.depth + 1));
    element.setAttribute('aria-selected', String(at === this.active));
    if (openable) {
      element.setAttribute('aria-expanded', String(line.isOpen));
    } else {
      element.removeAttribute('aria-expanded');
    }
    element.replaceChildren(...this.texts(line, openable));
    if (at === this.active) {
      this.element.setAttribute('aria-activedescendant', element.id);
    }
  }

  private texts({ node, range, isOpen, parts }: TreeLine, openable: boolean): readonly Node[] {
    const sign = span('tree-sign', openable ? (isOpen ? '▾' : '▸') : '');
    if (range) {
      return [sign, span('muted', `${formatCount(range.first)} … ${formatCount(range.last)}`)];
    }
    const label =
      node.label === undefined ? [] : [span(`tree-${node.labelKind}`, `${visibleText(node.label)}: `)];
    if (!openable) {
      const words = visibleText(this.outline.words(node, shownUnits));
      return [sign, ...label, span(`tree-${node.kind}`, words)];
    }
    const brackets = node.kind === 'object' ? '{…}' : '[…]';
    const count =
      parts === undefined ? '' : ` ${countOf(parts.length, node.kind === 'object' ? 'key' : 'element')}`;
    return [sign, ...label, span('muted', `${brackets}${count}`)];
  }

  private onClick({ target }: MouseEvent): void {
    const element = target instanceof Element ? target.closest<HTMLElement>('.tree-line') : null;
    if (element) {
      const at = Number(element.dataset['line']);
      this.move(at);
      this.toggle(at, this.shown[at]?.isOpen === false);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const line = this.shown[this.active];
    const target = this.targetOf(event.key, line);
    if (target === undefined && event.key !== 'Enter' && event.key !== ' ') {
      return;
    }
    event.preventDefault();
    if (target !== undefined) {
      this.move(target);
    } else if (line) {
      this.toggle(this.active, !line.isOpen);
    }
    this.lines.refresh();
  }

  /** Where a key leads; left and right also close and open. */
  private targetOf(key: string, line: TreeLine | undefined): number | undefined {
    const page = this.lines.linesInSight - 1;
    switch (key) {
      case 'ArrowDown':
        return this.active + 1;
      case 'ArrowUp':
        return this.active - 1;
      case 'PageDown':
        return this.active + page;
      case 'PageUp':
        return this.active - page;
      case 'Home':
        return 0;
      case 'End':
        return this.shown.length - 1;
      case 'ArrowRight':
        if (line?.isOpen === true) {
          return this.active + 1;
        }
        this.toggle(this.active, true);
        return this.active;
      case 'ArrowLeft':
        if (line?.isOpen === true) {
          this.toggle(this.active, false);
          return this.active;
        }
        return this.parentOf(this.active);
      default:
        return undefined;
    }
  }

  private parentOf(at: number): number {
    const depth = this.shown[at]?.depth ?? 0;
    let parent = at;
    while (parent > 0 && (this.shown[parent]?.depth ?? 0) >= depth) {
      parent--;
    }
    return parent;
  }

  private move(to: number): void {
    this.active = Math.max(0, Math.min(to, this.shown.length - 1));
    this.lines.reveal(this.active);
  }
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
