import path from 'node:path';
import { UserError } from '../../../base/userError';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { DbtPlace } from '../../../core/dbt/run/dbtCommand';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';

/** Where dbt is started for what is shown of a project. */
export interface ShownPlace {
  readonly place: DbtPlace;
  readonly target: DbtTarget;
}

/** @throws UserError when no target is shown */
export function shownPlace({ project, shown }: DbtProjectState): ShownPlace {
  if (!shown || !project.profiles) {
    throw new UserError(
      project.profiles
        ? `The dbt project ${project.name} has no target that could be used. Choose one in the dbt view.`
        : `dbt would find no profiles.yml for ${project.name}. It looks for ${project.profilesSearched.join(', ')}.`,
      { action: { title: 'Write dbt Target…', command: 'lakehouse.dbt.writeTarget' } },
    );
  }
  return {
    target: shown,
    place: {
      projectDir: project.root,
      profilesDir: path.dirname(project.profiles.document.file),
      profile: shown.profile,
      target: shown.name,
    },
  };
}
