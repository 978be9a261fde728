/** What one dashboard was when both sides were last in step; null: it was not on that side. */
export interface KnownPair {
  /** Content hash of ours. */
  readonly ours: string | null;
  /** Content hash of theirs; Grafana may have made it differ from ours. */
  readonly theirs: string | null;
}

/**
 * - `nothing`: in step, and known to be.
 * - `note`: in step without our doing; to be remembered.
 * - `forget`: gone on both sides.
 * - `push`, `pull`: one side follows the other.
 * - `delete-theirs`, `delete-ours`: one side is gone and the other has not changed.
 * - `conflict`: both changed. Theirs becomes a version of ours, ours stays and goes to Grafana.
 */
export type DashboardStep =
  | 'nothing'
  | 'note'
  | 'forget'
  | 'push'
  | 'pull'
  | 'delete-theirs'
  | 'delete-ours'
  | 'conflict';

/**
 * What brings a dashboard in step (decision 0039). Pure. A change beats a deletion, so that nothing
 * that somebody wrote is lost.
 * @param known undefined: never seen together
 * @param ours content hash; null: we have none
 * @param theirs content hash; null: Grafana has none
 */
export function decideDashboard(
  known: KnownPair | undefined,
  ours: string | null,
  theirs: string | null,
): DashboardStep {
  if (ours === null && theirs === null) return known === undefined ? 'nothing' : 'forget';
  if (ours === null) return withoutOurs(known, theirs);
  if (theirs === null) return withoutTheirs(known, ours);
  const oursChanged = known?.ours !== ours;
  const theirsChanged = known?.theirs !== theirs;
  if (!oursChanged && !theirsChanged) return 'nothing';
  if (ours === theirs) return 'note';
  if (oursChanged && theirsChanged) return 'conflict';
  return oursChanged ? 'push' : 'pull';
}

function withoutOurs(known: KnownPair | undefined, theirs: string | null): DashboardStep {
  if (known === undefined || known.theirs !== theirs) return 'pull';
  // We did not take it, and it is as it was then.
  return known.ours === null ? 'nothing' : 'delete-theirs';
}

function withoutTheirs(known: KnownPair | undefined, ours: string): DashboardStep {
  if (known === undefined || known.theirs === null) return 'push';
  return known.ours === ours ? 'delete-ours' : 'push';
}

/** Fewer that are gone at once are taken for deletions. */
const MASS = 5;

/**
 * Whether so many are gone in Grafana at once that it has lost them, rather than that somebody
 * deleted them: then they are put back.
 * @param known how many were there
 */
export function isMassLoss(gone: number, known: number): boolean {
  return gone >= MASS && gone * 2 > known;
}
