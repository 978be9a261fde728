import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../contract/rules.ts';
import { ownerKey, ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { inputOfRule, type RuleForm } from './rule-form.ts';

/** What can be done with the rule in the form; each leads back to the list when it worked. */
export interface RuleActions {
  readonly isBusy: boolean;
  readonly save: () => Promise<void>;
  readonly remove: () => Promise<void>;
  /** After a lost race: take what is stored now, or save over it. */
  readonly settleConflict: (choice: 'theirs' | 'mine') => Promise<void>;
}

export function useRuleActions(form: Form<RuleForm>, stored: Rule | undefined): RuleActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  const [isBusy, setIsBusy] = useState(false);

  const done = (message: string) => {
    form.settle();
    notifications.show({ message });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo('/rules'));
  };
  const write = async (revision: number | undefined) => {
    setIsBusy(true);
    form.setFault(undefined);
    const body = inputOfRule(form.value);
    try {
      if (stored === undefined || revision === undefined) {
        await call('rules.create', { params: { owner }, body });
        done(t('rules.editor.created', { name: body.name }));
      } else {
        await call('rules.update', { params: { owner, id: stored.id }, body, revision });
        done(t('rules.editor.saved', { name: body.name }));
      }
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return {
    isBusy,
    save: async () => {
      if (form.check()) await write(stored?.revision);
    },
    remove: async () => {
      if (stored === undefined) return;
      await call('rules.delete', { params: { owner, id: stored.id } });
      done(t('rules.editor.deleted', { name: stored.name }));
    },
    settleConflict: async (choice) => {
      if (stored === undefined) return;
      if (choice === 'theirs') form.discard();
      const latest = await queryClient.fetchQuery({
        ...ruleQuery(call, owner, stored.id),
        staleTime: 0,
      });
      if (choice === 'mine') await write(latest.revision);
    },
  };
}
