import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import type { LokiRequest } from '../support/scripted-loki.ts';
import type { TelltaleLoki } from '../support/telltale-loki.ts';
import type { Field } from './campaign.ts';

/** All that is ever passed on. */
const PARAMETERS = new Set([
  ...['query', 'match[]', 'time', 'start', 'end', 'since', 'step', 'interval', 'limit'],
  ...['direction', 'targetLabels', 'aggregateBy', 'field_limit', 'line_limit', 'delay_for', 'type'],
]);
const HEADERS = new Set([
  ...['host', 'connection', 'accept', 'accept-encoding', 'content-type', 'content-length'],
  ...['authorization', 'x-loki-response-encoding-flags', 'upgrade'],
  ...['sec-websocket-version', 'sec-websocket-key', 'sec-websocket-extensions'],
]);

/** The scoped Loki API in front of the two tenants. */
export function lokiField({ lab, left, forget }: TelltaleLoki): Field {
  return {
    url: lab.url,
    tokenOf: ({ tenant }) => `${tenant}+`,
    left,
    forget,
    leftProblem: (one, aim) => {
      const request = one as LokiRequest;
      const problem = problemOfLeft(request, aim.tenant);
      return problem === null
        ? null
        : `${aim.method} ${aim.route} of ${aim.tenant}: ${problem}: ${request.method} ${request.url} ${request.body}`;
    },
  };
}

/** What is wrong with a request that left for Loki on behalf of a tenant. */
export function problemOfLeft(request: LokiRequest, tenant: string): string | null {
  const { method, path, headers, form, body } = request;
  if (method !== 'GET' && method !== 'POST') return `left as ${method}`;
  if (!/^\/(?:loki|prometheus)\/api\/v1\/[a-z_/]+(?:[A-Za-z0-9_]+\/values)?$/.test(path))
    return 'left for an odd path';
  const header = Object.keys(headers).find((name) => !HEADERS.has(name));
  if (header !== undefined) return `left with the header ${header}`;
  if (headers.authorization !== 'Bearer backend-token') return 'left with a token of somebody else';
  const flags = headers['x-loki-response-encoding-flags'] ?? 'categorize-labels';
  if (flags !== 'categorize-labels') return 'left with flags that are not known';
  if (path.endsWith('/push'))
    return isPushed(body.toString('utf8'), tenant) ? null : 'left unscoped';
  const names = [...form.keys()];
  const unknown = names.find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) return `left with the parameter ${unknown}`;
  const twice = names.find((name, index) => name !== 'match[]' && names.indexOf(name) !== index);
  if (twice !== undefined) return `left with ${twice} twice`;
  const texts = ['query', 'match[]'].flatMap((name) => form.getAll(name));
  if (texts.length === 0 && !/rules$|alerts$/.test(path)) return 'left without a selector';
  const isScoped = texts
    .flatMap(scanStreamSelectors)
    .every((selector) => selector === `ns="${tenant}"` || selector.startsWith(`ns="${tenant}",`));
  return isScoped ? null : 'left without its scope';
}

function isPushed(text: string, tenant: string): boolean {
  const { streams } = JSON.parse(text) as {
    readonly streams: readonly { readonly stream: Readonly<Record<string, unknown>> }[];
  };
  // A label given twice would be one here, and perhaps the other one elsewhere.
  const isUnambiguous = JSON.stringify(JSON.parse(text)) === text;
  return isUnambiguous && streams.every(({ stream }) => stream.ns === tenant);
}
