import type { Clock } from '../../platform/clock/clock.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { createPolledDiscovery, type PolledGroups } from './polled-discovery.ts';
import { readTargetGroups } from './read-target-groups.ts';
import type { Discovery, TargetGroup } from './target-group.ts';

/** What a discovery endpoint answered. */
export type DiscoveryAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly contentType: string;
      readonly body: Buffer;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Gets a URL; rejects never. Timeouts, size and authentication are its own. */
export type DiscoveryFetch = (
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<DiscoveryAnswer>;

export interface HttpDiscoveryOptions {
  readonly url: string;
  readonly everyMs: number;
  readonly fetch: DiscoveryFetch;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Prometheus's HTTP SD (https://prometheus.io/docs/prometheus/latest/http_sd/): anything but a 200
 * with JSON keeps the last good targets.
 */
export function httpDiscovery(options: HttpDiscoveryOptions): Discovery {
  const { url, everyMs, fetch } = options;
  let known: readonly TargetGroup[] = [];
  let knownText: string | null = null;
  const headers = {
    accept: 'application/json',
    'x-prometheus-refresh-interval-seconds': String(everyMs / 1_000),
  };
  const look = async (signal: AbortSignal): Promise<PolledGroups> => {
    const answer = await fetch(url, headers, signal);
    const text = answerText(answer);
    if (text.kind === 'refused') return { groups: known, errors: [`${url}: ${text.message}`] };
    if (text.value === knownText) return { groups: known, errors: [] };
    const read = readTargetGroups(text.value, 'json', url, [['__meta_url', url]]);
    if (read.kind === 'refused') return { groups: known, errors: [`${url}: ${read.message}`] };
    known = read.groups;
    knownText = text.value;
    return { groups: known, errors: [] };
  };
  return createPolledDiscovery({ ...options, name: `http ${url}`, look });
}

type AnswerText =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'refused'; readonly message: string };

function answerText(answer: DiscoveryAnswer): AnswerText {
  switch (answer.kind) {
    case 'failed':
      return { kind: 'refused', message: answer.message };
    case 'answered': {
      const { status, contentType, body } = answer;
      if (status !== 200) return { kind: 'refused', message: `it answered ${status}` };
      if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(contentType.trim())) {
        return {
          kind: 'refused',
          message: `unsupported content type ${JSON.stringify(contentType)}`,
        };
      }
      return { kind: 'text', value: body.toString('utf8') };
    }
    default:
      return assertNever(answer);
  }
}
