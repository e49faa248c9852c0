/**
 * Writes a numeric as the integer that it is without its point. Answers false for NaN, Infinity, and what has more digits
 * after the point than the type.
 */
export function addDecimal(
  target: Buffer,
  { at, size }: { readonly at: number; readonly size: 4 | 8 | 16 },
  text: string,
  scale: number,
): boolean {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) {
    return false;
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, scale);
  if (/[1-9]/.test(fraction.slice(scale))) {
    return false;
  }
  const unscaled = `${whole}${kept.padEnd(scale, '0')}`;
  if (size === 4) {
    target.writeInt32LE(Number(sign + unscaled), at);
    return true;
  }
  const value = BigInt(sign + unscaled);
  if (size === 8) {
    target.writeBigInt64LE(value, at);
    return true;
  }
  // The only numbers of Parquet that begin with their highest byte.
  target.writeBigInt64BE(value >> 64n, at);
  target.writeBigUInt64BE(BigInt.asUintN(64, value), at + 8);
  return true;
}
