import { scanSelectors } from '../conformance/promql-parse-scanner.ts';
import type { LeftRequest } from '../support/recording-upstream.ts';
import type { TelltaleWorld } from '../support/telltale-prometheus.ts';
import type { Aim } from './attack.ts';
import type { Field } from './campaign.ts';

/** All that is ever passed on. */
const PARAMETERS = new Set([
  ...['query', 'match[]', 'time', 'start', 'end', 'step', 'timeout', 'limit', 'lookback_delta'],
  ...['stats', 'state', 'metric'],
]);
const HEADERS = new Set([
  'host',
  'connection',
  'accept',
  'accept-encoding',
  'content-type',
  'content-length',
]);

/** The scoped Prometheus API in front of the two tenants. */
export function prometheusField({ server, upstream }: TelltaleWorld): Field {
  return {
    url: server.url,
    tokenOf: ({ tenant }) => tenant,
    left: () => upstream.left,
    forget: () => upstream.forget(),
    leftProblem: (left, aim) => {
      const problem = problemOfLeft(left as LeftRequest, aim.tenant);
      return problem === null
        ? null
        : `${aim.method} ${aim.route} of ${aim.tenant}: ${problem}: ${JSON.stringify(left)}`;
    },
  };
}

function problemOfLeft({ method, path, headers, form }: LeftRequest, tenant: Aim['tenant']) {
  if (method !== 'GET' && method !== 'POST') return `left as ${method}`;
  if (!/^\/(?:api\/v1\/[a-z_]+(?:\/[A-Za-z0-9_]+\/values)?|federate)$/.test(path))
    return 'left for an odd path';
  const header = Object.keys(headers).find((name) => !HEADERS.has(name));
  if (header !== undefined) return `left with the header ${header}`;
  const names = form.map(([name]) => name);
  const unknown = names.find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) return `left with the parameter ${unknown}`;
  const twice = names.find((name, index) => name !== 'match[]' && names.indexOf(name) !== index);
  if (twice !== undefined) return `left with ${twice} twice`;
  const isFound = /series$|labels$|values$|federate$/.test(path);
  if (isFound && !names.includes('match[]')) return 'left without a selector';
  const texts = form.filter(([name]) => name === 'query' || name === 'match[]');
  return texts.every(([, text]) => isScoped(text, tenant)) ? null : 'left without its scope';
}

/** Judged by the second scanner: every selector begins with ours, or is the exempt metric. */
function isScoped(text: string, tenant: string): boolean {
  return scanSelectors(text).every(
    ({ name, braces }) =>
      braces?.startsWith(`namespace="${tenant}"`) === true || isExempt(name, braces ?? ''),
  );
}

function isExempt(name: string, braces: string): boolean {
  if (name === 'shared_info') return !/__name__/.test(braces);
  return /^(?:__name__=)?"shared(?:_|\\x5f)info",?$/.test(braces);
}
