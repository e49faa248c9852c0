import { isRecord, isString } from '../../base/validate';
import type { MartLayer } from '../catalog/queries/martLayers';

/**
 * Reads the setting `lakehouse.marts.layers`: an object of layer names and patterns of schema names, in order. What is
 * none is left out; a layer without a pattern is how the user removes one.
 */
export function martLayersOf(setting: unknown): readonly MartLayer[] {
  return Object.entries(isRecord(setting) ? setting : {})
    .map(([name, patterns]) => ({
      name,
      patterns: Array.isArray(patterns) ? patterns.filter(isString).map(likePattern) : [],
    }))
    .filter((layer) => layer.patterns.length > 0);
}

/** `*` stands for any characters, and every other character for itself. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}
