import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../../contract/rules.ts';
import { ApiError } from '../../../api/api-error.ts';
import { useServices } from '../../../app/services.ts';
import type { Form } from '../../../forms/use-form.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { inputOfRule, type RuleForm } from '../rule-form.ts';
import { ConfirmImpact } from './confirm-impact.tsx';

/** Whether a save may end open incidents: it switches the rule off, moves it or changes its labels. */
function mayEnd(stored: Rule, form: RuleForm): boolean {
  const { enabled, scope, labels } = inputOfRule(form);
  const sorted = (map: Readonly<Record<string, string>>) =>
    JSON.stringify(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  const isOther = scope !== stored.scope || sorted(labels) !== sorted(stored.labels);
  return stored.enabled && (!enabled || isOther);
}

/** Saves at once, or, where that would resolve open incidents, after saying which. */
export function useSaveGuard(
  form: Form<RuleForm>,
  stored: Rule | undefined,
  save: () => Promise<void>,
): { readonly save: () => Promise<void>; readonly dialog: ReactNode } {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [isAsking, setIsAsking] = useState(false);
  const change = stored && {
    action: 'update' as const,
    id: stored.id,
    rule: inputOfRule(form.value),
  };
  const ends = async (): Promise<boolean> => {
    if (stored === undefined || change === undefined) return false;
    if (!mayEnd(stored, form.value) || !form.check()) return false;
    const impact = await call('rules.impact', { params: { owner }, body: change });
    return impact.incidents.length + impact.hidden > 0;
  };
  const dialog = isAsking && stored !== undefined && change !== undefined && (
    <ConfirmImpact
      title={t('ruleWork.impact.saveTitle', { name: stored.name })}
      confirm={t('forms.save')}
      isDestructive={false}
      change={change}
      run={async () => {
        await save();
        setIsAsking(false);
      }}
      onClose={() => setIsAsking(false)}
    />
  );
  return {
    dialog,
    save: async () => {
      const isAsked = await ends().catch((fault: unknown) => !isRefused(fault));
      if (isAsked) setIsAsking(true);
      else await save();
    },
  };
}

/** What the service refuses here it refuses in the save as well, at its field. Else the question says what went wrong. */
function isRefused(fault: unknown): boolean {
  return fault instanceof ApiError && fault.status >= 400 && fault.status < 500;
}
