/** Measures texts as the grid draws them, in CSS pixels. */
export class TextMeasure {
  private readonly context = document.createElement('canvas').getContext('2d');

  constructor(element: Element) {
    if (this.context) {
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
      this.context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    }
  }

  width(text: string): number {
    return this.context?.measureText(text).width ?? text.length * 8;
  }
}
