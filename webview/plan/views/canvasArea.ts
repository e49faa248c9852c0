import { listen } from '../../shared/listen';

/** The colours of the theme, as a canvas wants them. */
export interface ThemeColors {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly bar: string;
  readonly warning: string;
  readonly focus: string;
  readonly found: string;
  readonly font: string;
  readonly highContrast: boolean;
}

export interface CanvasAreaParts {
  readonly className: string;
  readonly label: string;
  /** Read out as what the area is. */
  readonly kind: string;
  paint(context: CanvasRenderingContext2D, colors: ThemeColors): void;
}

/** A drawing that takes the keyboard, tells assistive technology where it is, and has a tip for the mouse. */
export class CanvasArea {
  readonly element = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private readonly tip = document.createElement('div');
  private readonly spoken = document.createElement('div');
  private frame: number | undefined;
  width = 0;
  height = 0;

  constructor(private readonly parts: CanvasAreaParts) {
    const { element, canvas, tip, spoken } = this;
    element.className = `drawing-area ${parts.className}`;
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-roledescription', parts.kind);
    element.setAttribute('aria-label', parts.label);
    canvas.setAttribute('aria-hidden', 'true');
    tip.className = 'drawing-tip';
    tip.hidden = true;
    tip.setAttribute('aria-hidden', 'true');
    spoken.className = 'spoken';
    spoken.setAttribute('role', 'status');
    element.append(canvas, tip, spoken);
    new ResizeObserver(() => this.paint()).observe(element);
    listen(element, 'pointerleave', () => (tip.hidden = true));
  }

  /** Draws before the next frame. */
  schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  paint(): void {
    const { canvas, element } = this;
    const scale = window.devicePixelRatio;
    this.width = element.clientWidth;
    this.height = element.clientHeight;
    const [width, height] = [Math.round(this.width * scale), Math.round(this.height * scale)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const context = canvas.getContext('2d');
    if (context && width > 0 && height > 0) {
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      this.parts.paint(context, themeColors());
    }
  }

  /** What a screen reader says after a key. */
  speak(words: string): void {
    this.spoken.textContent = words;
  }

  /** Shows lines beside the pointer; none take the tip away. */
  showTip(lines: readonly string[], x: number, y: number): void {
    const { tip } = this;
    tip.hidden = lines.length === 0;
    tip.textContent = lines.join('\n');
    const left = Math.min(x + 12, Math.max(4, this.width - tip.offsetWidth - 4));
    const below = y + 16 + tip.offsetHeight < this.height;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? y + 16 : Math.max(4, y - tip.offsetHeight - 8)}px`;
  }
}

function themeColors(): ThemeColors {
  const style = getComputedStyle(document.body);
  const color = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const foreground = color('--vscode-foreground', style.color);
  return {
    background: color('--vscode-editor-background', style.backgroundColor),
    foreground,
    muted: color('--vscode-descriptionForeground', foreground),
    line: color('--vscode-contrastBorder', '') || color('--vscode-panel-border', foreground),
    bar: color('--vscode-charts-blue', foreground),
    warning: color('--vscode-editorWarning-foreground', foreground),
    focus: color('--vscode-contrastActiveBorder', '') || color('--vscode-focusBorder', foreground),
    found: color('--vscode-charts-yellow', foreground),
    font: `${style.fontSize} ${style.fontFamily}`,
    highContrast: document.body.classList.contains('vscode-high-contrast'),
  };
}

/** As much of a text as there is room for; measuring every text would take longer than drawing it. */
export function fitted(text: string, width: number, characterWidth: number): string {
  const room = Math.floor(width / characterWidth);
  return text.length <= room ? text : room < 4 ? '' : `${text.slice(0, room - 1)}…`;
}
