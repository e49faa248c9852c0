import type { YamlDocument } from '../../yaml/yamlNode';
import type { DefinitionSummary, TemplateSummary } from './templateSummary';

/** What the files of a project say, by their path from the project's folder. A reader keeps it and reads anew what was edited. */
export interface ProjectSources {
  /** Of models, tests, analyses. */
  readonly templates: ReadonlyMap<string, TemplateSummary>;
  /** Of files of macros, snapshots and tests: what is defined in them. */
  readonly definitions: ReadonlyMap<string, readonly DefinitionSummary[]>;
  /** Files with properties. */
  readonly documents: ReadonlyMap<string, YamlDocument>;
}
