import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../contract/rules.ts';
import { ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { EditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { inputOfRule, type RuleForm } from './rule-form.ts';

/** How rules are saved and deleted; `stored` is undefined for a new one. */
export function useRuleActions(form: Form<RuleForm>, stored: Rule | undefined): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  return useStoredActions(form, {
    list: '/rules',
    stored,
    told: (what, name) => t(`rules.editor.${what}`, { name }),
    create: () => call('rules.create', { params: { owner }, body: inputOfRule(form.value) }),
    update: (revision) =>
      call('rules.update', { params: { owner, id }, body: inputOfRule(form.value), revision }),
    remove: () => call('rules.delete', { params: { owner, id } }),
    query: ruleQuery(call, owner, id),
  });
}
