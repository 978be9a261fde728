import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../contract/rules.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { useForm } from '../../forms/use-form.ts';
import { useIncidents } from '../../live/use-incidents.ts';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { checkRule } from './check-rule.ts';
import classes from './rule-editor.module.css';
import { RuleFields, ruleFields } from './rule-fields.tsx';
import { isRuleForm, type RuleForm } from './rule-form.ts';
import { RulePreview } from './rule-preview.tsx';
import { RuleStatusList } from './rule-status.tsx';
import { useRuleActions } from './save-rule.ts';
import { useRulePreview } from './use-rule-preview.ts';

/** The form of a rule, beside it what the rule would become. */
export function RuleEditor({
  stored,
  draftKey,
  initial,
}: {
  readonly stored: Rule | undefined;
  readonly draftKey: string;
  readonly initial: RuleForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<RuleForm>({
    key: `${user.id}/${owner}/rule/${draftKey}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isRuleForm,
    validate: (value) => checkRule(value, t),
  });
  const actions = useRuleActions(form, stored);
  const preview = useRulePreview(form.value);
  const isReadOnly = !may(scopes, nodeOf(form.value.scope), 'rules:write');
  const cancel = () => {
    form.settle();
    go(linkTo('/rules'));
  };
  return (
    <div className={classes.columns}>
      <FormFrame
        form={form}
        fields={ruleFields(form.value)}
        isNew={stored === undefined}
        isBusy={actions.isBusy}
        isReadOnly={isReadOnly}
        onSave={() => void actions.save()}
        onCancel={cancel}
        onConflict={(choice) => void actions.settleConflict(choice)}
        destructive={
          stored !== undefined &&
          !isReadOnly && <DeleteRule rule={stored} onDelete={actions.remove} />
        }
      >
        {stored !== undefined && <RuleStatusList status={stored.status} isDetailed />}
        <RuleFields form={form} preview={preview} />
      </FormFrame>
      <RulePreview form={form.value} preview={preview} />
    </div>
  );
}

function DeleteRule({
  rule,
  onDelete,
}: {
  readonly rule: Rule;
  readonly onDelete: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const { incidents = [] } = useIncidents();
  const open = incidents.filter(({ ruleId, status }) => ruleId === rule.id && status === 'firing');
  return (
    <DeleteButton
      title={t('rules.editor.deleteTitle', { name: rule.name })}
      text={t('rules.editor.deleteText', { count: open.length })}
      confirm={t('rules.editor.deleteConfirm')}
      onDelete={onDelete}
    />
  );
}
