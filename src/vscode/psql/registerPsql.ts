import type { Disposable } from '../../base/disposable';
import type { QueryFeature } from '../query/registerQuery';

/** The commands of psql that are answered from the catalog. How, is loaded with the first of them. */
export function registerPsql({ guards }: Pick<QueryFeature, 'guards'>): Disposable {
  return guards.add({
    prepare: async (run) => {
      if (!run.statements.some(({ isMetaCommand }) => isMetaCommand)) {
        return run.statements;
      }
      const { preparePsql } = await import('../../core/query/psql/preparePsql');
      return preparePsql(run.statements, run.editor.session.server);
    },
  });
}
