import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { StoredDashboard } from './dashboard.ts';

/** Which dashboards a list wants; empty texts ask for nothing. */
export interface DashboardFilter {
  /** Words that all stand in title, tags or description, in any case. */
  readonly words: string;
  /** The folder or one below it. */
  readonly folder: string;
  readonly tag: string;
  /** The very place where they live. */
  readonly scope: string;
}

export function passesFilter(dashboard: StoredDashboard, filter: DashboardFilter): boolean {
  const { folder, tags, scope } = dashboard;
  const isThere =
    filter.folder === '' || folder === filter.folder || folder.startsWith(`${filter.folder}/`);
  if (!isThere || (filter.tag !== '' && !tags.includes(filter.tag))) return false;
  if (filter.scope !== '' && printScopeName(scope) !== filter.scope) return false;
  const text = [dashboard.title, dashboard.description, ...tags].join('\n').toLowerCase();
  const words = filter.words.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}
