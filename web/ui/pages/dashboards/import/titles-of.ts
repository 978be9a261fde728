import type { DashboardImportItem } from '../../../../contract/dashboards.ts';

/** What people call dashboards that an import took or would take; one that it does not know keeps its uid. */
export function titlesOf(
  uids: readonly string[],
  items: readonly Pick<DashboardImportItem, 'uid' | 'title' | 'outcome'>[],
): readonly string[] {
  const taken = items.filter(({ outcome }) => outcome !== 'refused');
  return uids.flatMap((uid) => {
    const titles = taken.filter((item) => item.uid === uid).map(({ title }) => title);
    return titles.length === 0 ? [uid] : titles;
  });
}
