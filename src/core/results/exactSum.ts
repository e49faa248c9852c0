/** The sum of decimal numbers of any length, exactly. */
export interface ExactSum {
  /** The sum is `units` times ten to minus `scale`. */
  units: bigint;
  scale: number;
  /** Whole units of small values, added up before they go into `units`. */
  small: number;
  count: number;
  /** What makes the sum infinite or no number. */
  special: 'NaN' | 'Infinity' | '-Infinity' | undefined;
}

export function createExactSum(): ExactSum {
  return { units: 0n, scale: 0, small: 0, count: 0, special: undefined };
}

/** Adds a number as PostgreSQL writes it: `-12.50`, `NaN`, `Infinity`; also `1e+20`. */
export function addExactly(sum: ExactSum, text: string): void {
  sum.count++;
  if (text.endsWith('y') || text === 'NaN') {
    addSpecial(sum, text);
    return;
  }
  const [mantissa = '', exponent] = text.split(/e/i);
  const point = mantissa.indexOf('.');
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  const scale = (point < 0 ? 0 : mantissa.length - point - 1) - Number(exponent ?? 0);
  if (scale === sum.scale && digits.length <= 15) {
    sum.small += Number(digits);
    if (Math.abs(sum.small) > 4e15) {
      flush(sum);
    }
    return;
  }
  flush(sum);
  const units = scale < 0 ? BigInt(digits) * 10n ** BigInt(-scale) : BigInt(digits);
  const places = Math.max(0, scale);
  if (places > sum.scale) {
    sum.units *= 10n ** BigInt(places - sum.scale);
    sum.scale = places;
  }
  sum.units += units * 10n ** BigInt(sum.scale - places);
}

/** With as many places as the value with the most of them has. */
export function exactSumText(sum: ExactSum): string {
  flush(sum);
  return sum.special ?? decimalText(sum.units, sum.scale);
}

/** Rounded half away from zero to 16 places, without zeros at the end; undefined for no values. */
export function exactAverageText(sum: ExactSum): string | undefined {
  flush(sum);
  if (sum.count === 0 || sum.special !== undefined) {
    return sum.special;
  }
  const places = Math.max(16, sum.scale);
  const scaled = sum.units * 10n ** BigInt(places - sum.scale) * 2n;
  const count = BigInt(sum.count) * 2n;
  const half = scaled < 0n ? -BigInt(sum.count) : BigInt(sum.count);
  const text = decimalText((scaled + half) / count, places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function flush(sum: ExactSum): void {
  if (sum.small !== 0) {
    sum.units += BigInt(sum.small);
    sum.small = 0;
  }
}

function addSpecial(sum: ExactSum, text: string): void {
  const kind = text === 'NaN' ? 'NaN' : text.startsWith('-') ? '-Infinity' : 'Infinity';
  sum.special = sum.special === undefined || sum.special === kind ? kind : 'NaN';
}

function decimalText(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = String(negative ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale > 0 ? `.${digits.slice(digits.length - scale)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}
