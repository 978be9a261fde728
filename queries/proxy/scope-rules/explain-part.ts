import { AppError } from '../../../platform/errors/app-error.ts';
import type { ClusterEnforcement } from '../../../platform/tenancy/cluster.ts';
import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { PatternTester } from '../../regex/pattern-tester.ts';
import {
  type Contradiction,
  contradictionMessage,
  contradictions,
  type JudgedSelector,
} from '../../scope/contradictions.ts';
import type { EnforceResult } from '../../scope/enforce.ts';
import type { BackendPart } from '../backend-plan.ts';
import { parseForm } from '../form.ts';
import type { ReadQuery } from './explain-language.ts';
import { explainMatchers } from './explained-matchers.ts';
import type { ExplainedPart, ExplainedRefusal, ExplainedSelector } from './explanation.ts';

/** One backend's share of a question. */
export interface PartQuestion {
  readonly text: string;
  readonly query: Extract<ReadQuery, { kind: 'ok' }>;
  readonly part: BackendPart;
  readonly enforcement: ClusterEnforcement;
  /** Those of the scope on this backend that the question may read. */
  readonly pairs: readonly EnvironmentEntry[];
  /** Selectors for which the query is refused: in strict mode those that match nothing anywhere. */
  readonly refusing: ReadonlySet<JudgedSelector>;
}

/** What is sent to one backend, and why it looks as it does. */
export function explainPart(question: PartQuestion): ExplainedPart {
  const { part, query, enforcement, pairs } = question;
  const selectors = selectorsOf(question);
  const enforced = query.enforce(part);
  const first = query.selectors.findIndex((selector) => question.refusing.has(selector));
  const refusal = refusalOf(enforced) ?? asContradiction(selectors[first]);
  return {
    clusters: part.clusters,
    query: refusal === null && enforced.kind === 'ok' ? enforced.text : null,
    matchers: explainMatchers(part.matchers, enforcement, pairs),
    header: headerOf(part),
    filters: filtersOf(part),
    selectors,
    refusal,
  };
}

/** What of a query can match nothing on one backend, by selector. */
export function contradictionsOn(
  part: BackendPart,
  query: PartQuestion['query'],
): ReadonlyMap<JudgedSelector, Contradiction> {
  const exempt = query.exempt(new Set(part.exemptMetrics));
  const carrying = query.selectors.filter((selector) => !exempt.has(selector));
  const found = contradictions(carrying, part.matchers, new PatternTester());
  return new Map(found.map((one) => [one.selector, one]));
}

function selectorsOf({ text, query, part }: PartQuestion): readonly ExplainedSelector[] {
  const exempt = query.exempt(new Set(part.exemptMetrics));
  const found = contradictionsOn(part, query);
  return query.selectors.map((selector) => {
    const contradiction = found.get(selector);
    return {
      text: text.slice(selector.start, selector.end),
      position: query.positionOf(selector.start, selector.end),
      isExempt: exempt.has(selector),
      contradiction: contradiction ? contradictionMessage(text, contradiction) : null,
    };
  });
}

function refusalOf(result: EnforceResult): ExplainedRefusal | null {
  if (result.kind === 'ok') return null;
  const { reason, message, position = null } = result;
  return { reason, message, position };
}

function asContradiction(found: ExplainedSelector | undefined): ExplainedRefusal | null {
  if (!found || found.contradiction === null) return null;
  return { reason: 'contradiction', message: found.contradiction, position: found.position };
}

/** `identity` names the tenancy header after the store: it holds no credentials. */
function headerOf({ identity }: BackendPart): ExplainedPart['header'] {
  const [, name = '', value = ''] = identity;
  return name === '' ? null : { name, value };
}

function filtersOf({ enforcedForm }: BackendPart): readonly string[] {
  const parsed = parseForm(enforcedForm);
  if (parsed.kind === 'invalid') throw new AppError('internal', parsed.message);
  return [...parsed.form].flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
}
