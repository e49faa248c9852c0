import type { QualifiedName } from '../catalog/queries/martFilter';
import type { MartLayer } from '../catalog/queries/martLayers';
import type { RevealStep } from './revealSteps';

/**
 * The ways from a connection down to a relation in the view of marts, to be tried in this order: a layer of one schema stands
 * there as that schema, and which layer a schema belongs to is known to the server.
 */
export function martRevealSteps(
  layers: readonly MartLayer[],
  { schema, name }: QualifiedName,
): readonly (readonly RevealStep[])[] {
  const rest: readonly RevealStep[] = [
    (child) => child.kind === 'schema' && child.row.name === schema,
    (child) => child.kind === 'relation' && child.row.schema === schema && child.row.name === name,
  ];
  return [
    rest,
    ...layers.map((layer): readonly RevealStep[] => [
      (child) => child.kind === 'layer' && child.name === layer.name,
      ...rest,
    ]),
  ];
}
