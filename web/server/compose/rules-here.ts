import type { RulerBook } from '../../../alerting/ruler/ruler-book.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import type { AnswerHere } from '../embedded/embedded-upstream.ts';

/**
 * The rules and alerts of all clusters whose metrics are embedded: what they evaluate is run here.
 * Unfiltered; the query plane takes out what belongs to the scope.
 */
export function rulesOfEmbedded(
  book: RulerBook,
  directories: Pick<DirectorySource, 'clusters'>,
): AnswerHere {
  const clusters = () =>
    [...directories.clusters().values()]
      .filter(({ metrics }) => metrics?.kind === 'embedded')
      .map(({ id }) => id);
  return (path) => {
    if (path === '/api/v1/rules') {
      return { groups: clusters().flatMap((cluster) => book.rules(cluster).groups) };
    }
    if (path === '/api/v1/alerts') {
      return { alerts: clusters().flatMap((cluster) => book.alerts(cluster).alerts) };
    }
    return undefined;
  };
}
