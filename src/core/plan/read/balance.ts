/** Whether a text that was broken into lines can end here: not inside quotes or parentheses. */
export class Balance {
  private quote = '';
  private depth = 0;

  /** Takes the next part of the text. */
  add(part: string): void {
    for (let at = 0; at < part.length; at++) {
      if (this.quote !== '') {
        const end = part.indexOf(this.quote, at);
        if (end < 0) {
          return;
        }
        this.quote = '';
        at = end;
        continue;
      }
      const code = part.charCodeAt(at);
      if (code === 0x27 || code === 0x22) {
        this.quote = part.charAt(at);
      } else if (code === 0x28) {
        this.depth++;
      } else if (code === 0x29) {
        this.depth = Math.max(0, this.depth - 1);
      }
    }
  }

  get inQuotes(): boolean {
    return this.quote !== '';
  }

  get isOpen(): boolean {
    return this.quote !== '' || this.depth > 0;
  }
}
