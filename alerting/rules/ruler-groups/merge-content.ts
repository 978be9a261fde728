import { exportRule } from '../exchange/export-rule.ts';
import type { RuleContent } from '../rule-draft.ts';

/**
 * What of a rule changes when a client of the ruler API writes it: what the API can say. Receivers,
 * repeats and checks of a level stay with its severity; null: nothing changes.
 */
export function mergeContent(
  before: RuleContent,
  written: RuleContent,
): Partial<RuleContent> | null {
  const { name, record, intervalMs, labels, annotations, runbookUrl, dashboardUrl } = written;
  const levels = written.levels.map((level) => {
    const earlier = before.levels.find(({ severity }) => severity === level.severity);
    if (earlier === undefined) return level;
    const { channels, repeat } = earlier;
    return {
      ...{ ...level, channels, repeat },
      checks: earlier.forMs === level.forMs ? earlier.checks : null,
    };
  });
  const said = { name, record, intervalMs, labels, annotations, runbookUrl, dashboardUrl, levels };
  const isSameQuestion = wordsOf({ ...before, ...said }) === wordsOf({ ...before, ...written });
  const { source, language, expression } = written;
  const change = isSameQuestion ? said : { ...said, source, language, expression };
  return wordsOf(before) === wordsOf({ ...before, ...change }) ? null : change;
}

/** All that the ruler API tells of a rule. */
function wordsOf(rule: RuleContent): string {
  return JSON.stringify(exportRule(rule), (_, value: unknown) =>
    value instanceof Map ? [...value].sort() : value,
  );
}
