import { setTimeout as delay } from 'node:timers/promises';

/** A sender of alerts to several places of one service, as a Prometheus with several Alertmanagers. */
export interface AlertStream {
  /** Numbers of the alerts that the service has acknowledged. */
  readonly acknowledged: ReadonlySet<number>;
  /** Posts that were not acknowledged, by what was answered. */
  readonly refused: ReadonlyMap<string, number>;
  /** Posts these, in turn to each place, until all are acknowledged. */
  post(numbers: readonly number[], isOver?: boolean): Promise<void>;
}

export interface AlertStreamOptions {
  /** Where, at the moment: URLs of the service. */
  readonly places: () => readonly string[];
  readonly cluster: string;
  readonly token: string;
  readonly namespace: string;
}

/** Sends each alert alone; what is not acknowledged goes to the next place. */
export function alertStream(options: AlertStreamOptions): AlertStream {
  const acknowledged = new Set<number>();
  const refused = new Map<string, number>();
  const startsAt = new Date().toISOString();
  let turn = 0;
  const once = async (n: number, isOver: boolean): Promise<string> => {
    const places = options.places();
    const place = places[turn++ % places.length] ?? '';
    const alert = {
      labels: {
        alertname: 'Streamed',
        namespace: options.namespace,
        n: String(n),
        severity: 'critical',
      },
      annotations: {},
      startsAt,
      endsAt: new Date(Date.now() + (isOver ? -1 : 600_000)).toISOString(),
    };
    try {
      const answer = await fetch(`${place}/intake/clusters/${options.cluster}/api/v2/alerts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
        body: JSON.stringify([alert]),
      });
      return answer.ok ? 'acknowledged' : `${answer.status} ${await answer.text()}`;
    } catch (thrown) {
      return thrown instanceof Error && 'cause' in thrown ? String(thrown.cause) : String(thrown);
    }
  };
  return {
    acknowledged,
    refused,
    post: async (numbers, isOver = false) => {
      const one = async (n: number) => {
        for (let tried = 1; ; tried += 1) {
          const outcome = await once(n, isOver);
          if (outcome === 'acknowledged') break;
          refused.set(outcome, (refused.get(outcome) ?? 0) + 1);
          if (tried % options.places().length === 0) await delay(100);
        }
        acknowledged.add(n);
      };
      const waiting = [...numbers];
      const lane = async () => {
        for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) await one(n);
      };
      await Promise.all(Array.from({ length: 4 }, lane));
    },
  };
}
