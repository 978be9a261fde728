import type { ScopedApi } from '../../../dashboards/model/scoped-api.ts';
import type { Services } from '../app/services.ts';

/** The scoped APIs of a scope, as dashboards ask them. */
export function scopedApi(
  {
    askPrometheus,
    readPrometheus,
    readLoki,
  }: Pick<Services, 'askPrometheus' | 'readPrometheus' | 'readLoki'>,
  scope: string,
): ScopedApi {
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
