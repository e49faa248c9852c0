import type { DbtCheck } from '../../check';
import { adapterFlow } from './adapterFlow';
import { bothSpellings } from './bothSpellings';
import { brokenJinja } from './brokenJinja';
import { brokenYaml } from './brokenYaml';
import { composeHost } from './composeHost';
import { deprecatedKey } from './deprecatedKey';
import { doubledSchema } from './doubledSchema';
import { duplicateModel } from './duplicateModel';
import { emptyProfile } from './emptyProfile';
import { fusionSettings } from './fusionSettings';
import { halfCertificate } from './halfCertificate';
import { hostForm } from './hostForm';
import { keepaliveZero } from './keepaliveZero';
import { longName } from './longName';
import { missingKey } from './missingKey';
import { missingProfile } from './missingProfile';
import { missingVariable } from './missingVariable';
import { misspeltKey } from './misspeltKey';
import { otherAdapter } from './otherAdapter';
import { otherDatabase } from './otherDatabase';
import { plainPassword } from './plainPassword';
import { poolerSettings } from './poolerSettings';
import { portRange } from './portRange';
import { projectName } from './projectName';
import { projectType } from './projectType';
import { publicSchema } from './publicSchema';
import { requiredVersion } from './requiredVersion';
import { roleName } from './roleName';
import { schemaName } from './schemaName';
import type { StaticFacts } from './staticFacts';
import { tildePath } from './tildePath';
import { unknownKey } from './unknownKey';
import { unknownProjectKey } from './unknownProjectKey';
import { unknownTarget } from './unknownTarget';
import { unknownTlsMode } from './unknownTlsMode';
import { unreadableFile } from './unreadableFile';
import { weakTls } from './weakTls';
import { wrongType } from './wrongType';

/** All static checks, and the only list of them: what dbt meets first stands first. */
export const staticChecks: readonly DbtCheck<StaticFacts>[] = [
  ...[
    unreadableFile,
    brokenYaml,
    projectName,
    unknownProjectKey,
    deprecatedKey,
    projectType,
    requiredVersion,
  ],
  ...[missingProfile, emptyProfile, unknownTarget, otherAdapter],
  ...[missingKey, misspeltKey, unknownKey, bothSpellings, missingVariable, brokenJinja, wrongType, portRange],
  ...[hostForm, composeHost, weakTls, unknownTlsMode, halfCertificate, tildePath, plainPassword],
  ...[roleName, poolerSettings, keepaliveZero, fusionSettings],
  ...[publicSchema, schemaName, doubledSchema, otherDatabase, longName, duplicateModel, adapterFlow],
];
