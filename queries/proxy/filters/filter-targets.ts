import { inLabelScope, type LabelScope } from '../../scope/label-scope.ts';
import { type Answered, listIn, objectIn, pick } from './answered.ts';
import { labelsOf } from './answered-labels.ts';

/** Members that are about the target itself; discovered labels and our network are not. */
const TARGET = [
  'labels',
  'scrapePool',
  'scrapeUrl',
  'lastError',
  'lastScrape',
  'lastScrapeDuration',
  'health',
  'scrapeInterval',
  'scrapeTimeout',
];

/**
 * The active targets of `GET /api/v1/targets` that carry the scope's labels. What was dropped in
 * relabelling belongs to nobody and is never shown.
 */
export function filterTargets(
  data: unknown,
  scope: LabelScope,
  scrapePools: readonly string[],
): readonly Answered[] {
  return listIn(objectIn(data, 'data'), 'activeTargets')
    .map((target) => objectIn(target, 'target'))
    .filter((target) => inLabelScope(labelsOf(target.labels), scope))
    .filter(
      ({ scrapePool }) => scrapePools.length === 0 || scrapePools.includes(String(scrapePool)),
    )
    .map((target) => ({ ...pick(target, TARGET), discoveredLabels: {}, globalUrl: '' }));
}
