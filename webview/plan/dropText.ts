import type { DroppedText } from '../../src/protocol/plan';

/** Files that are dropped onto the page, and texts that are dropped or pasted, are plans to open. */
export function takeDroppedTexts(target: HTMLElement, open: (dropped: DroppedText) => void): void {
  target.addEventListener('dragover', (event) => {
    if (event.dataTransfer && [...event.dataTransfer.types].some((type) => taken.has(type))) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  target.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (file || text !== '') {
      event.preventDefault();
    }
    if (file) {
      void file.arrayBuffer().then((bytes) => open({ name: file.name, text: decode(bytes) }));
    } else if (text !== '') {
      open({ name: 'Dropped text', text });
    }
  });
  target.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isField(event.target) && text !== '') {
      open({ name: 'Pasted text', text });
    }
  });
}

const taken: ReadonlySet<string> = new Set(['Files', 'text/plain']);

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  const isWide = first === 0xff && second === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}
