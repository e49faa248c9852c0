import { visibleText } from '../../shared/visibleText';
import { cellLook } from './cellLook';
import type { GridModel } from './gridModel';
import { rowHeight } from './gridView';
import { TextMeasure } from './measureText';

/** Space beside a value and its border. */
const cellSpace = 20;
/** Space beside a column's name, and for the handle that resizes it. */
const headSpace = 28;
const rowsMeasured = 200;

/** How wide columns must be for their names and for those of their values that are loaded, in CSS pixels. */
export function fitColumns(
  model: GridModel,
  columns: readonly number[],
  element: Element,
  widest: number,
): ReadonlyMap<number, number> {
  const measure = new TextMeasure(element);
  const firstRow = Math.max(0, Math.floor(model.top / rowHeight) - rowsMeasured / 2);
  const widths = new Map<number, number>();
  for (const column of columns) {
    const description = model.columns[column];
    if (!description) {
      continue;
    }
    let width = headSpace + headWidth(measure, description.name, description.typeName);
    let seen = false;
    for (let row = firstRow; row < Math.min(model.rowCount, firstRow + rowsMeasured); row++) {
      const value = model.cache.cell(row, column);
      if (value !== undefined) {
        seen = true;
        const { text, badge } = cellLook(value, description, model.cache.bytes(row, column));
        width = Math.max(width, cellSpace + measure.width(text + badge));
      }
    }
    if (seen) {
      widths.set(column, Math.min(Math.ceil(width), widest));
    }
  }
  return widths;
}

/** The type stands beneath the name in smaller letters. */
function headWidth(measure: TextMeasure, name: string, typeName: string): number {
  return Math.max(measure.width(visibleText(name)) * 1.1, measure.width(visibleText(typeName)) * 0.9);
}
