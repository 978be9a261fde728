import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../contract/rules.ts';
import { useSession } from '../../app/session.ts';
import { FormFrame } from '../../forms/form-frame.tsx';
import { LockedFields } from '../../forms/locked-fields.tsx';
import { pointer } from '../../forms/pointer.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { checkRule } from './check-rule.ts';
import { ConfirmImpact } from './impact/confirm-impact.tsx';
import { useSaveGuard } from './impact/use-save-guard.tsx';
import classes from './rule-editor.module.css';
import { RuleFields, ruleFields } from './rule-fields.tsx';
import { isRuleForm, type RuleForm, withThreshold } from './rule-form.ts';
import { RulePreview } from './rule-preview.tsx';
import { useRuleActions } from './save-rule.ts';
import { askedBy, useRulePreview } from './use-rule-preview.ts';
import { RuleWay } from './yaml/rule-way.tsx';

/** With the reader of YAML. */
const RuleYaml = lazy(async () => ({
  default: (await import('./yaml/rule-yaml.tsx')).RuleYaml,
}));

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
  const { scopes } = useSession();
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useEditedRule(stored, draftKey, initial);
  const actions = useRuleActions(form, stored);
  const guard = useSaveGuard(form, stored, actions.save);
  const preview = useRulePreview(form.value, stored?.id);
  const isReadOnly = !may(scopes, nodeOf(form.value.scope), 'rules:write');
  const cancel = () => {
    form.settle();
    go(linkTo('/rules'));
  };
  return (
    <div className={classes.columns}>
      <FormFrame
        form={form}
        fields={
          form.value.yaml === undefined ? ruleFields(form.value) : [...form.serverFindings.keys()]
        }
        isNew={stored === undefined}
        isBusy={actions.isBusy}
        isReadOnly={isReadOnly}
        onSave={() => void guard.save()}
        onCancel={cancel}
        onConflict={(choice) => void actions.settleConflict(choice)}
        destructive={
          stored !== undefined &&
          !isReadOnly && <DeleteRule rule={stored} onDelete={actions.remove} />
        }
      >
        <RuleWay form={form} />
        {form.value.yaml === undefined ? (
          <LockedFields isLocked={isReadOnly}>
            <RuleFields form={form} preview={preview} />
          </LockedFields>
        ) : (
          <Suspense fallback={<SkeletonRows />}>
            <RuleYaml form={form} preview={preview} isReadOnly={isReadOnly} />
          </Suspense>
        )}
      </FormFrame>
      {guard.dialog}
      <RulePreview
        form={{ ...form.value, expression: askedBy(form.value, preview) }}
        preview={preview}
        onThreshold={(level, threshold) => void setThreshold(form, level, threshold)}
      />
    </div>
  );
}

async function setThreshold(
  { value, change }: Form<RuleForm>,
  level: number,
  threshold: string,
): Promise<void> {
  const field = pointer('levels', level, 'threshold');
  if (value.yaml === undefined) return change(withThreshold(value, level, threshold), field);
  const { formOfText, withThresholdIn } = await import('./yaml/rule-document.ts');
  change(formOfText(value, withThresholdIn(value.yaml.text, level, threshold)), field);
}

/** The rule as it is typed, kept as a draft of this person. */
function useEditedRule(stored: Rule | undefined, draftKey: string, initial: RuleForm) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { owner } = usePlace().parts;
  return useForm<RuleForm>({
    key: `${user.id}/${owner}/rule/${draftKey}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isRuleForm,
    validate: (value) => checkRule(value, t),
  });
}

function DeleteRule({
  rule,
  onDelete,
}: {
  readonly rule: Rule;
  readonly onDelete: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        size="sm"
        leftSection={<IconTrash size={15} />}
        onClick={() => setIsAsking(true)}
      >
        {t('forms.delete')}
      </Button>
      {isAsking && (
        <ConfirmImpact
          title={t('rules.editor.deleteTitle', { name: rule.name })}
          confirm={t('rules.editor.deleteConfirm')}
          isDestructive
          change={{ action: 'delete', ids: [rule.id] }}
          run={onDelete}
          onClose={() => setIsAsking(false)}
        >
          <p>{t('rules.editor.deleteText')}</p>
        </ConfirmImpact>
      )}
    </>
  );
}
