import { LineIndex, type TextPosition } from '../../../base/textPosition';
import type { DbtFinding, DbtPlace } from '../finding';
import type { DbtProject } from '../project/dbtProject';

/** A finding with a place that a person, or a build server, can open. */
export interface PlacedFinding {
  readonly finding: DbtFinding;
  readonly file: string;
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/**
 * Gives each finding a place: its own, else the key of its target, else the file of its node, else the first line of
 * dbt_project.yml.
 * @param textOf the text of a file as it was checked; undefined when it cannot be read
 * @param nodeFile the path of a node's file, by the id of the node
 */
export function placeFindings(
  findings: readonly DbtFinding[],
  project: DbtProject,
  textOf: (file: string) => string | undefined,
  nodeFile: (id: string) => string | undefined = () => undefined,
): readonly PlacedFinding[] {
  const indexes = new Map<string, LineIndex>();
  const index = (file: string): LineIndex => {
    const known = indexes.get(file);
    if (known) {
      return known;
    }
    const made = LineIndex.of(textOf(file) ?? '');
    indexes.set(file, made);
    return made;
  };
  return findings.map((finding) => {
    const { file, range } = placeOf(finding, project, nodeFile);
    const lines = index(file);
    return { finding, file, start: lines.position(range.start), end: lines.position(range.end) };
  });
}

function placeOf(
  finding: DbtFinding,
  project: DbtProject,
  nodeFile: (id: string) => string | undefined,
): DbtPlace {
  if (finding.place) {
    return finding.place;
  }
  const target = project.targets.find(({ name }) => name === finding.target);
  if (target) {
    return target.place;
  }
  const file = finding.node === undefined ? undefined : nodeFile(finding.node);
  return { file: file ?? project.document.file, range: { start: 0, end: 0 } };
}
