import {
  type FlapChange,
  type FlapDamping,
  type FlapVerdict,
  judgeFlapping,
} from './flap-damping.ts';

/** Changes of one alert that are remembered; more than a policy can allow several times over. */
const MAX_CHANGES = 100;

/** When alerts have changed, by the keys of their incidents. What is noted twice counts once. */
export class FlapHistory {
  readonly #changes = new Map<string, FlapChange[]>();

  note(key: string, change: FlapChange): void {
    const known = this.#changes.get(key) ?? [];
    const isKnown = known.some(({ atMs, isEnd }) => atMs === change.atMs && isEnd === change.isEnd);
    if (isKnown) return;
    this.#changes.set(key, [...known.slice(1 - MAX_CHANGES), change]);
  }

  judge(key: string, damping: FlapDamping, nowMs: number): FlapVerdict {
    return judgeFlapping(this.#changes.get(key) ?? [], damping, nowMs);
  }

  /** Forgets alerts that have not changed since. */
  forgetBefore(atMs: number): void {
    for (const [key, changes] of this.#changes) {
      if ((changes.at(-1)?.atMs ?? 0) < atMs) this.#changes.delete(key);
    }
  }
}
