import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { parsePromqlSelector } from '../promql/parse.ts';
import { PatternTester } from '../regex/pattern-tester.ts';
import { RegexJudge } from '../regex/regex-judge.ts';
import type { AnsweredLabels, LabelScope } from '../scope/label-scope.ts';
import type { BackendPart } from './backend-plan.ts';
import { enforcedForm } from './enforced-form.ts';
import { filterAlerts } from './filters/filter-alerts.ts';
import { filterMetadata } from './filters/filter-metadata.ts';
import {
  filterRules,
  joinGroups,
  type OwnRule,
  type RuleFilter,
  type RuleWish,
} from './filters/filter-rules.ts';
import { filterTargets } from './filters/filter-targets.ts';
import { printForm } from './form.ts';
import type { ScopedParameters } from './read-parameters.ts';
import { rewriteSelectors } from './rewrite.ts';
import type { RouteAnswer } from './scoped-route.ts';
import { selectorFits } from './selector-fits.ts';

type Filter = Extract<RouteAnswer, { kind: 'filtered' }>['filter'];

/** Asks one backend by GET and reads its whole `data`. Rejects with an error that can be shown. */
export type AskBackend = (part: BackendPart, path: string, form: string) => Promise<unknown>;

/** Whose a rule is that was made by us; filled by the alerting room. */
export interface RuleOwnership {
  /** @param language of the rules that are asked for */
  within(scope: Scope, language: 'promql' | 'logql'): OwnRules;
}

/** The rules that were made by us and whose whole scope lies within the one asked. */
export interface OwnRules {
  /** The rule with these labels, in a group of this name, on one of the clusters; null: none of these. */
  find(labels: AnsweredLabels, group: string, clusters: readonly string[]): OwnRule | null;
}

export interface FilteredQuestion {
  readonly filter: Filter;
  readonly scope: Scope;
  readonly parameters: ScopedParameters;
  readonly parts: readonly BackendPart[];
}

/** `data` of a route whose answer must be read and filtered, merged over all backends of the scope. */
export async function filteredAnswer(
  question: FilteredQuestion,
  ask: AskBackend,
  ownership: RuleOwnership,
): Promise<unknown> {
  const { filter, parts, parameters } = question;
  const askAll = (path: string, form: string) =>
    Promise.all(parts.map((part) => ask(part, path, form)));
  switch (filter) {
    case 'alerts': {
      const answers = await askAll('/api/v1/alerts', '');
      return {
        alerts: answers.flatMap((data, index) => filterAlerts(data, labelsOf(parts, index))),
      };
    }
    case 'targets': {
      if (textOf(parameters, 'state') === 'dropped')
        return { activeTargets: [], droppedTargets: [] };
      const answers = await askAll('/api/v1/targets', 'state=active');
      const pools = parameters.texts.get('scrapePool') ?? [];
      const targets = answers.flatMap((data, index) =>
        filterTargets(data, labelsOf(parts, index), pools),
      );
      return { activeTargets: targets, droppedTargets: [], droppedTargetCounts: {} };
    }
    case 'rules': {
      const wish = ruleWish(parameters);
      const answers = await askAll('/api/v1/rules', '');
      const own = ownership.within(question.scope, 'promql');
      const groups = answers.flatMap((data, index) => rulesOf(question, index, data, wish, own));
      return { groups: joinGroups(groups) };
    }
    case 'metadata':
      return metadataAnswer(question, ask, askAll);
    default:
      return assertNever(filter);
  }
}

function labelsOf(parts: readonly BackendPart[], index: number): LabelScope {
  const part = parts[index];
  if (!part) throw new TypeError('an answer without its backend');
  return part.labels;
}

function rulesOf(
  { parts }: FilteredQuestion,
  index: number,
  data: unknown,
  wish: RuleWish,
  own: OwnRules,
) {
  const clusters = parts[index]?.clusters ?? [];
  const ownRule: RuleFilter['ownRule'] = (labels, group) => own.find(labels, group, clusters);
  return filterRules(data, { scope: labelsOf(parts, index), ownRule, wish });
}

function ruleWish(parameters: ScopedParameters): RuleWish {
  const type = textOf(parameters, 'type');
  const regexes = new RegexJudge();
  const patterns = new PatternTester();
  const selectors = (parameters.selectors ?? []).map((text) => {
    const parsed = parsePromqlSelector(text, { regexes });
    if (parsed.kind === 'ok') return parsed.expr;
    throw new AppError('bad_query', `invalid parameter "match[]": ${parsed.error.text}`);
  });
  return {
    type: type === 'alert' || type === 'record' ? type : null,
    names: parameters.texts.get('rule_name[]') ?? [],
    groups: parameters.texts.get('rule_group[]') ?? [],
    withAlerts: textOf(parameters, 'exclude_alerts') !== 'true',
    fits: (labels) =>
      selectors.length === 0 ||
      selectors.some((selector) => selectorFits(selector, labels, patterns)),
  };
}

async function metadataAnswer(
  { scope, parts, parameters }: FilteredQuestion,
  ask: AskBackend,
  askAll: (path: string, form: string) => Promise<readonly unknown[]>,
): Promise<unknown> {
  const [metric = null] = parameters.texts.get('metric') ?? [];
  const named = await Promise.all(
    parts.map((part) => {
      const selectors = rewriteSelectors([], part).map((text): [string, string] => [
        'match[]',
        text,
      ]);
      const form = printForm([...selectors, ...sinceOwn(scope)]);
      return ask(part, '/api/v1/label/__name__/values', enforcedForm(part, form));
    }),
  );
  const names = named
    .flatMap((answer) => (Array.isArray(answer) ? answer : []))
    .filter((name) => typeof name === 'string');
  const answers = await askAll(
    '/api/v1/metadata',
    metric === null ? '' : printForm([['metric', metric]]),
  );
  return filterMetadata(answers, new Set(names), metric, countOf(parameters, 'limit'));
}

/** Names from before the youngest environment with a past may be another owner's. */
function sinceOwn({ pairs }: Scope): readonly (readonly [string, string])[] {
  const births = pairs.map((pair) => pair.readableFromMs).filter((atMs) => atMs !== null);
  return births.length === 0 ? [] : [['start', String(Math.max(...births) / 1000)]];
}

function textOf(parameters: ScopedParameters, name: string): string | null {
  return parameters.passed.find(([known]) => known === name)?.[1] ?? null;
}

function countOf(parameters: ScopedParameters, name: string): number | null {
  const text = textOf(parameters, name);
  return text === null ? null : Number(text);
}
