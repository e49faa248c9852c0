/**
 * Turns patterns of the setting `lakehouse.marts.schemas`, where `*` stands for any characters, into LIKE patterns, where
 * every other character stands for itself.
 */
export function martLikePatterns(patterns: readonly string[]): readonly string[] {
  return patterns.map((pattern) => pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'));
}
