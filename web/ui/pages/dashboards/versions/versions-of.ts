import type { DashboardVersion } from '../../../../contract/dashboards.ts';
import type { Version } from '../../../history/versions.tsx';

/** A version as the history of any thing shows it. */
export interface BoardVersion extends Version {
  readonly title: string;
  readonly message: string;
}

/** What was restored was changed; a job has no name. */
export function versionsOf(items: readonly DashboardVersion[]): readonly BoardVersion[] {
  return items.map(({ kind, author, ...version }) => ({
    ...version,
    author: author ?? '–',
    kind: kind === 'created' || kind === 'deleted' ? kind : 'updated',
  }));
}
