import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Policy } from '../../../contract/policies.ts';
import { policyRulesQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import formClasses from '../../forms/form-frame.module.css';
import { StoredForm } from '../../forms/stored-form.tsx';
import { useForm } from '../../forms/use-form.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { checkPolicy, policyFields } from './check-policy.ts';
import classes from './policies.module.css';
import { PolicyFields } from './policy-fields.tsx';
import { isPolicyForm, type PolicyForm } from './policy-form.ts';
import { usePolicyActions } from './save-policy.ts';

/** The form of a policy, below it the rules that belong to it. */
export function PolicyEditor({
  stored,
  initial,
}: {
  readonly stored: Policy | undefined;
  readonly initial: PolicyForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const isNew = stored === undefined;
  const form = useForm<PolicyForm>({
    key: `${user.id}/${owner}/policy/${stored?.id ?? 'new'}`,
    base: isNew ? '' : String(stored.revision),
    initial,
    isShape: isPolicyForm,
    validate: (value) => checkPolicy(value, t),
  });
  const actions = usePolicyActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={policyFields(form.value)}
      isNew={isNew}
      isReadOnly={isReadOnly}
      locksFields
      destructive={
        !isNew &&
        !isReadOnly && (
          <DeleteButton
            title={t('policies.editor.deleteTitle', { name: stored.name })}
            text={
              stored.rules === 0
                ? t('policies.editor.deleteText')
                : t('policies.editor.deleteUsed', { count: stored.rules })
            }
            confirm={t('policies.editor.deleteConfirm')}
            isBlocked={stored.rules > 0}
            onDelete={actions.remove}
          />
        )
      }
    >
      <PolicyFields form={form} />
      {!isNew && <RulesOfPolicy policy={stored} />}
    </StoredForm>
  );
}

function RulesOfPolicy({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const found = useQuery(policyRulesQuery(call, policy.owner, policy.id)).data;
  if (found === undefined) return null;
  const hidden = found.count - found.items.length;
  return (
    <section>
      <h2 className={formClasses.legend}>{t('policies.usedBy')}</h2>
      {found.count === 0 && <div className={formClasses.help}>{t('policies.usedByNone')}</div>}
      <ul className={classes.list}>
        {found.items.map(({ id, name, scope }) => (
          <li key={id}>
            <Link to={linkTo(`/rules/${id}`)}>{name}</Link> <span className="dimmed">{scope}</span>
          </li>
        ))}
        {hidden > 0 && <li className="dimmed">{t('policies.usedByHidden', { count: hidden })}</li>}
      </ul>
    </section>
  );
}
