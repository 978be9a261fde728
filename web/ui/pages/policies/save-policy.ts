import { useTranslation } from 'react-i18next';
import type { Policy } from '../../../contract/policies.ts';
import { policyQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import type { EditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { inputOfPolicy, type PolicyForm } from './policy-form.ts';

/** How policies are saved and deleted; `stored` is undefined for a new one. */
export function usePolicyActions(
  form: Form<PolicyForm>,
  stored: Policy | undefined,
): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  return useStoredActions(form, {
    list: '/policies',
    stored,
    told: (what, name) => t(`policies.editor.${what}`, { name }),
    create: () => call('policies.create', { params: { owner }, body: inputOfPolicy(form.value) }),
    update: (revision) =>
      call('policies.update', { params: { owner, id }, body: inputOfPolicy(form.value), revision }),
    remove: () => call('policies.delete', { params: { owner, id } }),
    query: policyQuery(call, owner, id),
  });
}
