import type { Clock } from '../../../platform/clock/clock.ts';
import type { SeenBoards } from '../boards/seen-boards.ts';
import { type PlaceInGrafana, shelfOf } from './place-in-grafana.ts';

export interface KeepSeenOptions {
  readonly seen: Pick<SeenBoards, 'uids' | 'keep' | 'forget'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A dashboard as it stands in Grafana. */
export interface StandingBoard {
  readonly uid: string;
  readonly title: string;
  /** Its path. */
  readonly folder: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Keeps what was read in a tenant's Grafana for the time when it is away, whether or not somebody looked at it. */
export async function keepSeen(
  { seen, clock }: KeepSeenOptions,
  place: PlaceInGrafana,
  { uid, title, folder, json }: StandingBoard,
): Promise<void> {
  const board = {
    uid,
    title,
    folder: folder.split('/').at(-1) ?? '',
    source: JSON.stringify(json),
  };
  await seen.keep(shelfOf(place), board, clock.nowMs());
}
