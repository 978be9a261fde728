import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogSpec } from '../../../contract/log-flows.ts';
import { LOG_SPEC_ROUTES, type LogSpecKind } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { LockedFields } from '../../forms/locked-fields.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { LazyObjectYaml } from '../../yaml-editor/lazy-object-yaml.ts';
import { FlowFieldSet } from './flow-field-set.tsx';
import classes from './log-flows.module.css';
import {
  checkLogSpec,
  formOfLogSpec,
  inputOfLogSpec,
  isLogSpecForm,
  type LogSpecForm,
  logSpecDraft,
  logSpecFields,
} from './log-spec-form.ts';
import { HeadFields } from './log-spec-head.tsx';
import { LogSpecPreview } from './log-spec-preview.tsx';
import { OutputFieldSet } from './output-field-set.tsx';
import { useLogSpecActions } from './save-log-spec.ts';

interface Props {
  readonly kind: LogSpecKind;
  readonly stored: LogSpec | undefined;
  readonly initial: LogSpecForm;
}

/** A flow or output as form or YAML, with what would be delivered. */
export function LogSpecEditor({ kind, stored, initial }: Props) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { parts, node } = usePlace();
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<LogSpecForm>({
    key: `${user.id}/${parts.owner}/log-${kind}/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isLogSpecForm,
    toDraft: logSpecDraft,
    validate: (value) => checkLogSpec(value, kind, t),
  });
  const actions = useLogSpecActions(form, kind, stored);
  const preview = usePreview(form, kind);
  const isReadOnly = !may(scopes, node.path, 'collectors:write');
  const cancel = () => {
    form.settle();
    go(linkTo('/collection/flows'));
  };
  return (
    <FormFrame
      form={form}
      fields={
        form.value.mode === 'yaml'
          ? [...form.serverFindings.keys()]
          : logSpecFields(form.value, kind)
      }
      isNew={stored === undefined}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      onSave={() => void actions.save()}
      onCancel={cancel}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        stored !== undefined &&
        !isReadOnly && <DeleteSpec name={stored.name} onDelete={actions.remove} />
      }
    >
      <div className={classes.fields}>
        <HeadFields
          form={form}
          kind={kind}
          stored={stored}
          isReadOnly={isReadOnly}
          onMode={(mode) => void preview.turn(mode)}
        />
        <Said form={form} kind={kind} isReadOnly={isReadOnly} />
        <PreviewPart preview={preview} />
      </div>
    </FormFrame>
  );
}

/** What it says, in the way that was chosen. */
function Said({
  form,
  kind,
  isReadOnly,
}: {
  readonly form: Form<LogSpecForm>;
  readonly kind: LogSpecKind;
  readonly isReadOnly: boolean;
}) {
  if (form.value.mode === 'yaml') {
    return (
      <Suspense fallback={<SkeletonRows />}>
        <SpecYaml form={form} kind={kind} isReadOnly={isReadOnly} />
      </Suspense>
    );
  }
  return (
    <LockedFields isLocked={isReadOnly}>
      {kind === 'flows' && <FlowFieldSet form={form} />}
      {kind === 'outputs' && <OutputFieldSet form={form} />}
    </LockedFields>
  );
}

function PreviewPart({ preview }: { readonly preview: ReturnType<typeof usePreview> }) {
  const { t } = useTranslation();
  return (
    <>
      {preview.isOnlyYaml && <p className="dimmed">{t('logFlows.editor.notInForm')}</p>}
      <Button
        variant="default"
        size="xs"
        w="fit-content"
        loading={preview.isBusy}
        onClick={() => void preview.show()}
      >
        {t('logFlows.editor.preview')}
      </Button>
      {preview.shown !== undefined && <LogSpecPreview preview={preview.shown} />}
    </>
  );
}

function DeleteSpec({
  name,
  onDelete,
}: {
  readonly name: string;
  readonly onDelete: () => Promise<void>;
}) {
  const { t } = useTranslation();
  return (
    <DeleteButton
      title={t('logFlows.editor.deleteTitle', { name })}
      text={t('logFlows.editor.deleteText')}
      confirm={t('logFlows.editor.deleteConfirm')}
      onDelete={onDelete}
    />
  );
}

/** What the service makes of the form: to show it, and to go from one way of writing to the other. */
function usePreview(form: Form<LogSpecForm>, kind: LogSpecKind) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [isOnlyYaml, setIsOnlyYaml] = useState(false);
  const asked = useMutation({
    mutationFn: () =>
      call(`${LOG_SPEC_ROUTES[kind]}.preview`, {
        params: { owner },
        body: inputOfLogSpec(form.value, kind),
      }),
    onMutate: () => form.setFault(undefined),
    onError: (fault) => form.setFault(fault),
  });
  const turn = async (mode: LogSpecForm['mode']) => {
    setIsOnlyYaml(false);
    const isBlank = mode === 'form' ? form.value.yaml.trim() === '' : !form.isDirty;
    if (isBlank) {
      form.change({ ...form.value, mode }, '/mode');
      return;
    }
    if (mode === 'yaml' && !form.check()) return;
    const answer = await asked.mutateAsync().catch(() => undefined); // told beside the button
    if (answer === undefined) return;
    const next = formOfLogSpec({ ...answer, enabled: form.value.enabled });
    if (mode === 'form' && next.mode === 'yaml') setIsOnlyYaml(true);
    else form.change({ ...next, mode }, '/mode');
  };
  const show = async () => {
    if (form.check()) await asked.mutateAsync().catch(() => undefined); // told beside it
  };
  return { turn, show, shown: asked.data, isBusy: asked.isPending, isOnlyYaml };
}

/** The object itself, judged while it is written. */
function SpecYaml({
  form: { value, change, blur, errorAt, serverFindings },
  kind,
  isReadOnly,
}: {
  readonly form: Form<LogSpecForm>;
  readonly kind: LogSpecKind;
  readonly isReadOnly: boolean;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const body = inputOfLogSpec(value, kind);
  return (
    <LazyObjectYaml
      label={t('logFlows.editor.yaml')}
      help={t('logFlows.editor.yamlHelp')}
      text={value.yaml}
      error={serverFindings.has('/yaml') ? undefined : errorAt('/yaml')}
      serverFindings={serverFindings}
      isReadOnly={isReadOnly}
      about={[owner, kind, value.scope]}
      judge={(signal) =>
        call(`${LOG_SPEC_ROUTES[kind]}.preview`, { params: { owner }, body, signal })
      }
      onBlur={() => blur('/yaml')}
      onChange={(yaml) => change({ ...value, yaml }, '')}
    />
  );
}
