import {
  type ScopedAnswer,
  type ScopedApi,
  Unanswered,
} from '../../../dashboards/model/scoped-api.ts';
import type { Services } from '../app/services.ts';
import type { Place } from '../scope/place.ts';
import { ApiError } from './api-error.ts';
import { isAway } from './is-reached.ts';

type Asking = Pick<Services, 'askPrometheus' | 'readPrometheus' | 'readLoki'>;

/** The scoped APIs of the scope of a page, as dashboards ask them. */
export function scopedApi(
  services: Asking,
  { scope, parts, node }: Pick<Place, 'scope' | 'parts' | 'node'>,
): ScopedApi {
  const whole = apiOf(services, scope);
  const names = parts.cluster === undefined ? [...node.clusters].sort() : [];
  if (names.length < 2) return whole;
  return {
    ...whole,
    clusters: { names, at: (cluster) => apiOf(services, `${scope}@${cluster}`) },
  };
}

function apiOf({ askPrometheus, readPrometheus, readLoki }: Asking, scope: string): ScopedApi {
  return {
    prometheus: (path, parameters, signal) =>
      answered(async () => {
        if (path === 'query' || path === 'query_range') {
          return askPrometheus(scope, path, Object.fromEntries(parameters), signal);
        }
        return { data: await readPrometheus(scope, path, parameters, signal), warnings: [] };
      }),
    loki: (path, parameters, signal) =>
      answered(async () => ({
        data: await readLoki(scope, path, Object.fromEntries(parameters), signal),
        warnings: [],
      })),
  };
}

/** Rejects with Unanswered when nothing answered. */
async function answered(ask: () => Promise<ScopedAnswer>): Promise<ScopedAnswer> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof ApiError && isAway(thrown))
      throw new Unanswered(thrown.message, { cause: thrown });
    throw thrown;
  }
}
