import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { RuleDraft } from './rule-draft.ts';
import type { RuleLanguage } from './rule-language.ts';
import { comparesByItself } from './validate-levels.ts';

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const MAX_METRIC_NAME = 200;
/** Made by evaluators, to remember by what fires. */
const EVALUATORS_OWN = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** What is wrong with a rule that records, beyond what is asked of every rule. */
export function checkRecording(draft: RuleDraft, record: string): readonly ErrorDetail[] {
  const alertsOnly: readonly (readonly [string, boolean])[] = [
    ['/levels', draft.levels.length > 0],
    ['/annotations', draft.annotations.size > 0],
    ['/channels', draft.channels.length > 0],
    ['/policy', draft.policy !== undefined],
    ['/noData', (draft.noData ?? 'ignore') !== 'ignore'],
  ];
  return [
    ...checkMetricName(record),
    ...alertsOnly
      .filter(([, isGiven]) => isGiven)
      .map(([path]) => ({ path, message: 'is for rules that alert; this one records a series' })),
  ];
}

/** Whether what is said about missing data can be kept. */
export function checkAbsence(
  { noData = 'ignore', levels, record }: RuleDraft,
  language: RuleLanguage | null,
): readonly ErrorDetail[] {
  const path = '/noData';
  if (noData === 'ignore' || record !== undefined) return [];
  if (comparesByItself(levels)) {
    const message =
      'needs a level with a threshold: where the expression compares by itself, nothing means that all is well';
    return [{ path, message }];
  }
  if (noData === 'keep' && language === 'logql') {
    return [{ path, message: 'cannot be "keep" for a rule on logs; choose "ignore" or "alert"' }];
  }
  return [];
}

function checkMetricName(record: string): readonly ErrorDetail[] {
  const path = '/record';
  if (record.length > MAX_METRIC_NAME || !METRIC_NAME.test(record)) {
    return [{ path, message: 'must be the name of a metric, such as job:requests:rate5m' }];
  }
  return EVALUATORS_OWN.has(record)
    ? [{ path, message: `${record} is written by what evaluates rules; choose another name` }]
    : [];
}
