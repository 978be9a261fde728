import { AppError } from '../../../platform/errors/app-error.ts';
import type { ClusterEnforcement } from '../../../platform/tenancy/cluster.ts';
import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { PatternTester } from '../../regex/pattern-tester.ts';
import { contradictionMessage, contradictions } from '../../scope/contradictions.ts';
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
  readonly isStrict: boolean;
}

/** What is sent to one backend, and why it looks as it does. */
export function explainPart(question: PartQuestion): ExplainedPart {
  const { part, query, enforcement, pairs } = question;
  const selectors = selectorsOf(question);
  const enforced = query.enforce(part);
  const refusal = refusalOf(enforced) ?? (question.isStrict ? firstContradiction(selectors) : null);
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

function selectorsOf({ text, query, part }: PartQuestion): readonly ExplainedSelector[] {
  const exempt = query.exempt(new Set(part.exemptMetrics));
  const carrying = query.selectors.filter((selector) => !exempt.has(selector));
  const found = new Map(
    contradictions(carrying, part.matchers, new PatternTester()).map((one) => [one.selector, one]),
  );
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

function firstContradiction(selectors: readonly ExplainedSelector[]): ExplainedRefusal | null {
  const found = selectors.find(({ contradiction }) => contradiction !== null);
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
