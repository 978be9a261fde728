import type { ScopedApi } from '../../../dashboards/model/scoped-api.ts';
import type { Services } from '../app/services.ts';
import type { Place } from '../scope/place.ts';

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
    prometheus: async (path, parameters, signal) => {
      if (path === 'query' || path === 'query_range') {
        return askPrometheus(scope, path, Object.fromEntries(parameters), signal);
      }
      return { data: await readPrometheus(scope, path, parameters, signal), warnings: [] };
    },
    loki: async (path, parameters, signal) => ({
      data: await readLoki(scope, path, Object.fromEntries(parameters), signal),
      warnings: [],
    }),
  };
}
