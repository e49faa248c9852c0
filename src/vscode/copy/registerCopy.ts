import type { Disposable } from '../../base/disposable';
import type { QueryFeature } from '../query/registerQuery';
import { sqlParser } from '../query/sqlParser';
import type { ChooseFiles } from './copyFiles';

/**
 * COPY … TO STDOUT in an editor offers a file to write, COPY … FROM STDIN one to read.
 * @param files how files are chosen; by the dialogs unless named
 */
export function registerCopy({ guards }: Pick<QueryFeature, 'guards'>, files?: ChooseFiles): Disposable {
  return guards.add({
    around:
      (_uri, { readOnly }, execute) =>
      async (request, sink) => {
        const hasFile = sink.copyData !== undefined || request.copyFrom !== undefined;
        if (hasFile || !/\bcopy\b/i.test(request.text) || !/\bstd(?:in|out)\b/i.test(request.text)) {
          return execute(request, sink);
        }
        const { copyByFile } = await import('./copyFiles');
        return copyByFile({ execute, request, sink, readOnly, parser: await sqlParser(), files });
      },
  });
}
