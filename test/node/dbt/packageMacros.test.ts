import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { fileOfNode } from '../../../src/node/dbt/project/fileOfNode';
import { packageMacros } from '../../../src/node/dbt/project/packageMacros';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('The packages of a dbt project', () => {
  const scratch = makeScratchFolder('dbt-packages');
  after(() => scratch.remove());

  const project = (folder: string) => ({
    ...{ root: path.join(scratch.path, 'shop'), name: 'shop' },
    document: readYaml('dbt_project.yml', `name: shop\npackages-install-path: ${folder}\n`),
  });

  it('are found where the project installs them, also those that are links to folders of this machine', async () => {
    const macros = path.join(scratch.path, 'local', 'macros');
    mkdirSync(macros, { recursive: true });
    writeFileSync(path.join(macros, 'cents.sql'), '{% macro cents(x) %}{{ x }} * 100{% endmacro %}');
    for (const folder of ['dbt_packages', 'below/installed']) {
      const installed = path.join(scratch.path, 'shop', folder);
      mkdirSync(installed, { recursive: true });
      symlinkSync(path.dirname(macros), path.join(installed, 'local'), 'junction');
      const found = await packageMacros(project(folder), neverCancelled);
      assert.deepEqual(
        found.map(({ package: of, name, file }) => [of, name, file]),
        [['local', 'cents', path.join(installed, 'local', 'macros', 'cents.sql')]],
      );
    }
    assert.deepEqual(await packageMacros(project('nowhere'), neverCancelled), []);
  });

  it('have the files of their nodes', () => {
    const { root } = project('');
    const file = (of: string, folder: string) =>
      fileOfNode(project(folder), { package: of, file: 'models/days.sql' });
    assert.equal(file('shop', 'dbt_packages'), path.join(root, 'models/days.sql'));
    assert.equal(file('local', 'dbt_packages'), path.join(root, 'dbt_packages/local/models/days.sql'));
    const elsewhere = path.join(scratch.path, 'elsewhere');
    assert.equal(file('local', elsewhere), path.join(elsewhere, 'local/models/days.sql'));
  });
});
