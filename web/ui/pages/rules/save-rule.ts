import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../contract/rules.ts';
import { ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { type EditorActions, useEditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { inputOfRule, type RuleForm } from './rule-form.ts';

/** How rules are saved and deleted; `stored` is undefined for a new one. */
export function useRuleActions(form: Form<RuleForm>, stored: Rule | undefined): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const id = stored?.id ?? '';
  return useEditorActions(form, {
    list: '/rules',
    revision: stored?.revision,
    create: async () => {
      const { name } = await call('rules.create', {
        params: { owner },
        body: inputOfRule(form.value),
      });
      return t('rules.editor.created', { name });
    },
    update: async (revision) => {
      const body = inputOfRule(form.value);
      const { name } = await call('rules.update', { params: { owner, id }, body, revision });
      return t('rules.editor.saved', { name });
    },
    remove: async () => {
      await call('rules.delete', { params: { owner, id } });
      return t('rules.editor.deleted', { name: stored?.name ?? '' });
    },
    latestRevision: async () => {
      const latest = { ...ruleQuery(call, owner, id), staleTime: 0 };
      return (await queryClient.fetchQuery(latest)).revision;
    },
  });
}
