import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RulePast } from '../../../contract/rule-past.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import { intervalAt, printRange } from '../../time/range.ts';
import { checkRule } from './check-rule.ts';
import { inputOfRule, type RuleForm } from './rule-form.ts';

const PAUSE_MS = 600;
/** Stands for a name that is still to be given: what a rule does, it does without. */
const NAMELESS = '–';

/** Asks what the rule would have done in the range of the page; null while its form is not complete. */
export function useRulePast(form: RuleForm): UseQueryResult<RulePast> | null {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { range, parts } = usePlace();
  const [settled] = useDebouncedValue(form, PAUSE_MS);
  const named = { ...settled, name: settled.name.trim() || NAMELESS };
  const isComplete = checkRule(named, t).size === 0;
  const { owner } = parts;
  const rule = inputOfRule(named);
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const past = useQuery({
    queryKey: [...ownerKey(owner), 'rule-past', rule, printRange(range), language],
    queryFn: ({ signal }) => {
      const { startMs, endMs } = intervalAt(range, nowMs());
      const [start, end] = [startMs, endMs].map((ms) => new Date(ms).toISOString());
      const body = { rule, start: start ?? '', end: end ?? '', language } as const;
      return call('rules.past', { params: { owner }, body, signal });
    },
    enabled: isComplete,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
  return isComplete ? past : null;
}
