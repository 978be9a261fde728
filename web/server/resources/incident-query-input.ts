import type { IncidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import { incidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import type { IncidentQuery } from '../../../alerting/incidents/search/incident-query.ts';
import { EVERYTHING, type LabelMatch } from '../../../alerting/incidents/search/incident-query.ts';
import { splitText } from '../../../alerting/incidents/search/incident-words.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import { parsePromqlSelector } from '../../../queries/promql/parse.ts';
import { RegexJudge } from '../../../queries/regex/regex-judge.ts';
import type * as contract from '../../contract/incident-history.ts';
import { readInstant } from './present.ts';

/** Tenants whose incidents the platform looks at together. */
const MAX_TENANTS = 200;
const MAX_WORDS = 8;

/**
 * What a request looks for.
 * @throws AppError `invalid` for matchers that are none, naming the place
 */
export function readIncidentQuery(asked: contract.IncidentQuery | undefined): IncidentQuery {
  if (asked === undefined) return EVERYTHING;
  return {
    status: asked.status ?? null,
    severities: asked.severity ?? [],
    projects: asked.project ?? [],
    environments: asked.environment ?? [],
    ruleIds: asked.ruleId ?? [],
    outcomes: asked.outcome ?? [],
    acknowledged: asked.acknowledged ?? null,
    assignee: asked.assignee ?? null,
    fromMs: asked.from === undefined ? null : readInstant(asked.from, '/from'),
    toMs: asked.to === undefined ? null : readInstant(asked.to, '/to'),
    matchers: readMatchers(asked.matcher ?? []),
    words: splitText(asked.text ?? '').slice(0, MAX_WORDS),
  };
}

/** Several matchers, or a whole selector in one; patterns share one bound on their cost. */
function readMatchers(texts: readonly string[]): readonly LabelMatch[] {
  const regexes = new RegexJudge();
  return texts.flatMap((text, index) => {
    const selector = text.trim().startsWith('{') ? text : `{${text}}`;
    const parsed = parsePromqlSelector(selector, { regexes });
    if (parsed.kind === 'error' || parsed.expr.name !== null) {
      const path = `/matcher/${index}`;
      const problem = parsed.kind === 'error' ? parsed.error.text : 'expected label matchers only';
      const message = `${JSON.stringify(text)} is no label matcher such as job="api": ${problem}`;
      throw new AppError('invalid', `${path}: ${message}`, { details: [{ path, message }] });
    }
    return parsed.expr.matchers.map(({ name, op, value }) => ({ name, op, value }));
  });
}

/**
 * Whose incidents are looked at: the owner's, or under `_platform` those of the tenants named.
 * @throws AppError `scope_denied`; `invalid` for tenants elsewhere
 */
export function visibilitiesOf(
  directory: Directory,
  principal: Principal,
  owner: string,
  tenants: readonly string[] | undefined,
): readonly IncidentVisibility[] {
  const own = incidentVisibility(directory, principal, owner);
  if (tenants === undefined || tenants.length === 0) return [own];
  if (owner !== PLATFORM) {
    const message = 'tenants can be named under _platform only';
    throw new AppError('invalid', `/tenant: ${message}`, {
      details: [{ path: '/tenant', message }],
    });
  }
  const all = [PLATFORM, ...directory.tenants.keys()];
  const named = tenants.includes('*') ? all : all.filter((name) => tenants.includes(name));
  return named.slice(0, MAX_TENANTS).map((name) => incidentVisibility(directory, principal, name));
}
