/**
 * Adds up numbers as PostgreSQL prints them, in decimal and without rounding. Short numbers are added as JavaScript
 * numbers while their sum is exact, which is many times faster.
 */
export class NumberSummary {
  private numbers = 0;
  private nan = 0;
  private infinities = { up: 0, down: 0 };
  /** Sums of numbers with so many decimals. */
  private readonly partial: number[] = [];
  private readonly exact: bigint[] = [];
  private lowest: Decimal | undefined;
  private highest: Decimal | undefined;

  /** A text that is no number is not counted. */
  add(text: string): void {
    const decimal = decimalOf(text);
    if (decimal) {
      this.numbers++;
      this.addDecimal(decimal);
    } else {
      this.addSpecial(text);
    }
  }

  /** How many numbers there were, NaN and the infinities among them. */
  get count(): number {
    return this.numbers + this.nan + this.infinities.up + this.infinities.down;
  }

  get sum(): string | undefined {
    return this.count === 0 ? undefined : (this.special(true) ?? decimalText(this.total()));
  }

  /** To ten decimals more than the numbers have, at most. */
  get average(): string | undefined {
    if (this.count === 0) {
      return undefined;
    }
    return this.special(true) ?? decimalText(divided(this.total(), BigInt(this.numbers)));
  }

  get min(): string | undefined {
    return this.infinities.down > 0 ? '-Infinity' : (this.lowest?.text ?? this.special(false));
  }

  /** NaN is greater than every number, as in PostgreSQL. */
  get max(): string | undefined {
    return this.special(false) ?? this.highest?.text;
  }

  private addDecimal(decimal: Decimal): void {
    const { scale, small } = decimal;
    const before = this.partial[scale] ?? 0;
    const after = before + (small ?? 0);
    if (small !== undefined && Number.isSafeInteger(after)) {
      this.partial[scale] = after;
    } else {
      this.exact[scale] = (this.exact[scale] ?? 0n) + BigInt(before) + unscaled(decimal);
      this.partial[scale] = 0;
    }
    if (!this.lowest || compare(decimal, this.lowest) < 0) {
      this.lowest = decimal;
    }
    if (!this.highest || compare(decimal, this.highest) > 0) {
      this.highest = decimal;
    }
  }

  private addSpecial(text: string): void {
    switch (text) {
      case 'NaN':
        this.nan++;
        break;
      case 'Infinity':
        this.infinities.up++;
        break;
      case '-Infinity':
        this.infinities.down++;
        break;
    }
  }

  private special(both: boolean): string | undefined {
    const { up, down } = this.infinities;
    if (this.nan > 0 || (both && up > 0 && down > 0)) {
      return 'NaN';
    }
    return up > 0 ? 'Infinity' : down > 0 && (both || this.numbers === 0) ? '-Infinity' : undefined;
  }

  private total(): Scaled {
    const scale = Math.max(0, this.partial.length - 1, this.exact.length - 1);
    let value = 0n;
    for (let each = 0; each <= scale; each++) {
      const sum = (this.exact[each] ?? 0n) + BigInt(this.partial[each] ?? 0);
      value += sum * 10n ** BigInt(scale - each);
    }
    return { value, scale };
  }
}

interface Decimal {
  readonly text: string;
  /** Decimals after the point. */
  readonly scale: number;
  /** The value without its point, where a number holds it exactly. */
  readonly small: number | undefined;
}

interface Scaled {
  readonly value: bigint;
  readonly scale: number;
}

/** More decimals, or a larger power of ten, than any value of PostgreSQL has. */
const largestScale = 20_000;

function decimalOf(text: string): Decimal | undefined {
  const parts = /^-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!parts) {
    return undefined;
  }
  const [, decimals = '', exponent] = parts;
  const scale = exponent === undefined ? decimals.length : Math.max(0, decimals.length - Number(exponent));
  if (scale > largestScale) {
    return undefined;
  }
  const isShort = exponent === undefined && text.length <= 16;
  return { text, scale, small: isShort ? Number(text.replace('.', '')) : undefined };
}

/** The value times ten to the power of its scale. */
function unscaled({ text, small }: Decimal): bigint {
  if (small !== undefined) {
    return BigInt(small);
  }
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const zeros = Math.max(0, Number(exponent) - decimals.length);
  return BigInt(whole + decimals) * 10n ** BigInt(zeros);
}

function compare(a: Decimal, b: Decimal): number {
  if (a.small !== undefined && b.small !== undefined && a.scale === b.scale) {
    return a.small - b.small;
  }
  const scale = Math.max(a.scale, b.scale);
  const difference =
    unscaled(a) * 10n ** BigInt(scale - a.scale) - unscaled(b) * 10n ** BigInt(scale - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Rounded half away from zero, as `numeric` is. */
function divided({ value, scale }: Scaled, by: bigint): Scaled {
  const places = 10;
  const scaled = value * 10n ** BigInt(places);
  const half = by / 2n;
  const rounded = (scaled < 0n ? scaled - half : scaled + half) / by;
  return trimmed({ value: rounded, scale: scale + places }, scale);
}

/** Without zeros at its end beyond `least` decimals. */
function trimmed({ value, scale }: Scaled, least: number): Scaled {
  let [shorter, places] = [value, scale];
  while (places > least && shorter % 10n === 0n) {
    shorter /= 10n;
    places--;
  }
  return { value: shorter, scale: places };
}

function decimalText({ value, scale }: Scaled): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
