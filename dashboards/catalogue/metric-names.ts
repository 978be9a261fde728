import type { Clock } from '../../platform/clock/clock.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { ScopedApi, ScopedParameters } from '../model/scoped-api.ts';
import { LOOK_BACK_MS, MOST_NAMES, SHORT_LOOK_BACK_MS } from './names-bounds.ts';

const PATH = 'label/__name__/values';
/** A metric that has just begun is seen so much later. */
const KEEP_MS = 60_000;
/** Of one principal. */
const MOST_SCOPES = 64;

/**
 * Names of the metrics of a scope, of late; null where they cannot be told, or not all of them. Rejects
 * with the signal's reason only.
 */
export async function metricNames(
  api: Pick<ScopedApi, 'prometheus'>,
  nowMs: number,
  signal?: AbortSignal,
): Promise<ReadonlySet<string> | null> {
  for (const lookBackMs of [LOOK_BACK_MS, SHORT_LOOK_BACK_MS]) {
    const start = String(Math.floor((nowMs - lookBackMs) / 1_000));
    const parameters: ScopedParameters = [
      ['limit', String(MOST_NAMES)],
      ['start', start],
    ];
    // A backend that refuses the longer look may take the shorter one; one that takes neither is not known.
    const answer = await api.prometheus(PATH, parameters, signal).catch(() => null);
    signal?.throwIfAborted();
    if (answer === null) continue;
    const { data } = answer;
    if (!Array.isArray(data) || data.length >= MOST_NAMES) return null;
    return new Set(data.filter((name) => typeof name === 'string'));
  }
  return null;
}

interface Kept {
  readonly untilMs: number;
  readonly names: Promise<ReadonlySet<string> | null>;
}

/** The same, kept for a minute: who looks at an embedded dashboard asks many questions. */
export class MetricNames {
  readonly #ask: (principal: Principal, scope: string) => Pick<ScopedApi, 'prometheus'>;
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** Other rights are another principal. */
  readonly #kept = new WeakMap<Principal, Map<string, Kept>>();

  constructor(
    ask: (principal: Principal, scope: string) => Pick<ScopedApi, 'prometheus'>,
    clock: Pick<Clock, 'nowMs'>,
  ) {
    this.#ask = ask;
    this.#clock = clock;
  }

  of(principal: Principal, scope: string): Promise<ReadonlySet<string> | null> {
    const nowMs = this.#clock.nowMs();
    const known = this.#kept.get(principal) ?? new Map<string, Kept>();
    this.#kept.set(principal, known);
    const kept = known.get(scope);
    if (kept !== undefined && nowMs < kept.untilMs) return kept.names;
    if (known.size >= MOST_SCOPES) known.clear();
    const names = metricNames(this.#ask(principal, scope), nowMs);
    known.set(scope, { untilMs: nowMs + KEEP_MS, names });
    return names;
  }
}
