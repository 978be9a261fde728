import type { ScopeExplanation } from '../../contract/scopes.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

const NAMESPACE = 'shop-prod';
const MATCHER = `namespace="${NAMESPACE}"`;
const KEYWORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'offset',
  'and',
  'or',
  'unless',
  'bool',
]);

/**
 * What a scope adds, as the mock sees it: one namespace on every name that no parenthesis follows.
 * Sentinels: `parse_error` is refused, `namespace="other"` contradicts the scope.
 */
export function scopeHandlers(io: MockIo) {
  return {
    'scopes.explain': ({ params: { scope }, body: { query } }): ScopeExplanation => {
      const selectors = selectorsOf(query);
      const isRefused = query.includes('parse_error');
      const refusal = {
        reason: 'parse',
        message: '1:12: parse error: unexpected end of input',
        position: { line: 1, column: 12, start: query.length, end: query.length },
      };
      return {
        scope,
        language: 'promql',
        query,
        refusal: isRefused ? refusal : null,
        parts: isRefused ? [] : [partOf(query, selectors)],
        leftOut: [],
      };
    },
    'namedMetrics.explainEmpty': ({ body: { query = null } }) => ({
      query,
      time: { kind: 'instant', at: new Date(io.now()).toISOString() },
      reasons: [
        {
          kind: 'unknown_metric',
          selector: query ?? '',
          metric: query ?? '',
          similar: ['up'],
          text: {
            en: `No metric called ${query} is known in this scope. Similar names: up.`,
            zh: `当前范围内没有名为 ${query} 的指标。相近的名称：up。`,
          },
        },
      ],
      asked: 2,
      warnings: [],
    }),
  } satisfies Partial<Handlers>;
}

type Part = ScopeExplanation['parts'][number];

function partOf(query: string, selectors: Part['selectors']): Part {
  let sent = '';
  let from = 0;
  for (const { text, position } of selectors) {
    const brace = text.indexOf('{');
    const at = brace === -1 ? position.end : position.start + brace + 1;
    const comma = query[at] === '}' ? '' : ',';
    sent += query.slice(from, at) + (brace === -1 ? `{${MATCHER}}` : `${MATCHER}${comma}`);
    from = at;
  }
  return {
    clusters: ['eu-1'],
    query: sent + query.slice(from),
    matchers: [
      {
        label: 'namespace',
        operator: '=',
        from: 'namespace',
        values: [{ value: NAMESPACE, environments: ['acme.shop.prod'] }],
      },
    ],
    header: null,
    filters: [],
    selectors,
    refusal: null,
  };
}

function selectorsOf(query: string): Part['selectors'] {
  const bare = query.replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, (text) =>
    ' '.repeat(text.length),
  );
  return [...bare.matchAll(/(?<![\w:["])([a-zA-Z_:][\w:]*)(?![\w:]*\s*[(\w])(\{[^}]*\})?/g)]
    .filter(([, name = '']) => !KEYWORDS.has(name))
    .map(({ 0: text, index }) => ({
      text,
      position: { line: 1, column: index + 1, start: index, end: index + text.length },
      isExempt: false,
      contradiction: text.includes('namespace="other"')
        ? `${text} asks for namespaces that are not in the scope, which holds ${NAMESPACE}`
        : null,
    }));
}
