import type { ScopedApi, ScopedParameters } from '../../dashboards/model/scoped-api.ts';

/** A scoped API that answers every question with waves of its tenant; `asked` keeps what came. */
export function answeringApi(tenant: string, series = 3) {
  const asked: string[] = [];
  const api: ScopedApi = {
    prometheus: async (path, parameters, signal) => {
      signal?.throwIfAborted();
      const query = new Map(parameters).get('query') ?? new Map(parameters).get('match[]') ?? '';
      asked.push(`${path} ${query}`);
      if (query.includes('refused')) throw new Error('the query is refused for the test');
      return { data: answerOf(path, parameters, tenant, series), warnings: [] };
    },
    loki: async (path, parameters) => {
      asked.push(`loki ${path} ${new Map(parameters).get('query') ?? ''}`);
      return { data: { resultType: 'streams', result: [linesOf(tenant)] }, warnings: [] };
    },
  };
  return { api, asked };
}

function answerOf(path: string, parameters: ScopedParameters, tenant: string, series: number) {
  const given = new Map(parameters);
  if (path.startsWith('label/')) return ['api', 'web', '支付'].map((name) => `${tenant}-${name}`);
  if (path === 'labels') return ['tenant', 'job'];
  if (path === 'series') return [{ tenant, job: 'api' }];
  const [startS, endS, stepS] = ['start', 'end', 'step'].map((name) => Number(given.get(name)));
  const labels = (at: number) => ({ tenant, job: `${tenant} 支付 ${at}`, le: String(at + 1) });
  if (path === 'query' || startS === undefined || endS === undefined || !stepS) {
    const result = Array.from({ length: series }, (_, at) => ({
      metric: labels(at),
      value: [Number(given.get('time') ?? 0), String(at + 1)],
    }));
    return { resultType: 'vector', result };
  }
  const count = Math.floor((endS - startS) / stepS) + 1;
  const result = Array.from({ length: series }, (_, at) => ({
    metric: labels(at),
    values: Array.from({ length: count }, (_unused, index) => [
      startS + index * stepS,
      String(2 + at + Math.sin(index / 20)),
    ]),
  }));
  return { resultType: 'matrix', result };
}

function linesOf(tenant: string) {
  const values = Array.from({ length: 5 }, (_, at) => [
    `${1_768_464_000_000 + at}000000`,
    `${tenant} line ${at} 支付失败`,
  ]);
  return { stream: { tenant }, values };
}
