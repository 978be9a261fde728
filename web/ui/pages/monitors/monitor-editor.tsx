import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Monitor, MonitorOptions } from '../../../contract/monitors.ts';
import { monitorQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { LockedFields } from '../../forms/locked-fields.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { LazyObjectYaml } from '../../yaml-editor/lazy-object-yaml.ts';
import { MonitorFields, PlaceFields, WaySwitch } from './monitor-fields.tsx';
import {
  checkMonitor,
  draftOfForm,
  inputOf,
  isMonitorDraft,
  type MonitorDraft,
  shownFields,
} from './monitor-form.ts';
import classes from './monitors.module.css';

/** The form of a monitor, or its YAML, with a preview of what is delivered. */
export function MonitorEditor({
  stored,
  initial,
  options,
}: {
  readonly stored: Monitor | undefined;
  readonly initial: MonitorDraft;
  readonly options: MonitorOptions;
}) {
  const { t } = useTranslation();
  const go = useGo();
  const linkTo = useLinkTo();
  const isNew = stored === undefined;
  const form = useEditedMonitor(stored, initial);
  const actions = useMonitorActions(form, stored);
  const preview = usePreview(form);
  const mayWrite = ({ environment }: { readonly environment: string }) =>
    options.environments.find(({ name }) => name === environment)?.mayWrite === true;
  const isReadOnly = !isNew && !mayWrite(stored);
  const { way } = form.value;
  return (
    <FormFrame
      form={form}
      fields={way === 'yaml' ? [...form.serverFindings.keys()] : shownFields(form.value)}
      isNew={isNew}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      onSave={() => void actions.save()}
      onCancel={() => {
        form.settle();
        go(linkTo('/monitors'));
      }}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        !isNew &&
        !isReadOnly && (
          <DeleteButton
            title={t('monitors.deleteTitle', { name: stored.name })}
            text={t('monitors.deleteText')}
            confirm={t('monitors.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      <LockedFields isLocked={isReadOnly}>
        <PlaceFields form={form} options={options} isNew={isNew} />
      </LockedFields>
      <WaySwitch way={way} isBusy={preview.isBusy} onChange={(next) => void preview.turn(next)} />
      <Said form={form} options={options} isReadOnly={isReadOnly} />
      <Delivered preview={preview} />
    </FormFrame>
  );
}

/** What it says, in the way that was chosen. */
function Said({
  form,
  options,
  isReadOnly,
}: {
  readonly form: Form<MonitorDraft>;
  readonly options: MonitorOptions;
  readonly isReadOnly: boolean;
}) {
  if (form.value.way === 'form') {
    return (
      <LockedFields isLocked={isReadOnly}>
        <MonitorFields form={form} options={options} />
      </LockedFields>
    );
  }
  return (
    <Suspense fallback={<SkeletonRows />}>
      <MonitorYaml form={form} isReadOnly={isReadOnly} />
    </Suspense>
  );
}

/** The monitor as it is typed, kept as a draft of this person. */
function useEditedMonitor(stored: Monitor | undefined, initial: MonitorDraft) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { owner } = usePlace().parts;
  return useForm<MonitorDraft>({
    key: `${user.id}/${owner}/monitor/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isMonitorDraft,
    validate: (value) => checkMonitor(value, t),
  });
}

/** The object itself, judged while it is written. */
function MonitorYaml({
  form,
  isReadOnly,
}: {
  readonly form: Form<MonitorDraft>;
  readonly isReadOnly: boolean;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { value, blur, change, errorAt, serverFindings } = form;
  const body = inputOf(value);
  return (
    <LazyObjectYaml
      label={t('monitors.field.yaml')}
      help={t('monitors.help.yaml')}
      text={value.yaml}
      error={serverFindings.has('/yaml') ? undefined : errorAt('/yaml')}
      serverFindings={serverFindings}
      isReadOnly={isReadOnly}
      about={[owner, 'monitor', value.environment]}
      judge={(signal) => call('monitors.preview', { params: { owner }, body, signal })}
      onBlur={() => blur('/yaml')}
      onChange={(yaml) => change({ ...value, yaml }, '')}
    />
  );
}

interface Preview {
  readonly isBusy: boolean;
  /** YAML; undefined before it was asked for, and after a change. */
  readonly delivered: string | undefined;
  readonly ask: () => Promise<void>;
  readonly turn: (way: MonitorDraft['way']) => Promise<void>;
}

/** What the service makes of the draft: the object, and each view of it from the other. */
function usePreview(form: Form<MonitorDraft>): Preview {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [isBusy, setIsBusy] = useState(false);
  const [shown, setShown] = useState<{ readonly of: MonitorDraft; readonly text: string }>();
  const made = async () => {
    setIsBusy(true);
    form.setFault(undefined);
    try {
      const body = inputOf(form.value);
      return await call('monitors.preview', { params: { owner }, body });
    } catch (fault) {
      form.setFault(fault);
      return undefined;
    } finally {
      setIsBusy(false);
    }
  };
  return {
    isBusy,
    delivered: shown?.of === form.value ? shown.text : undefined,
    ask: async () => {
      if (!form.check()) return;
      const preview = await made();
      if (preview !== undefined) setShown({ of: form.value, text: preview.delivered });
    },
    turn: async (way) => {
      const { value } = form;
      const isEmpty = way === 'yaml' ? value.name === '' : value.yaml.trim() === '';
      // Nothing is written yet that the other view would have to show.
      if (isEmpty) return form.change({ ...value, way }, '/yaml');
      if (!form.check()) return;
      const preview = await made();
      if (preview === undefined) return;
      const next = { ...draftOfForm(preview.content), yaml: preview.yaml, way };
      form.change(next, '/yaml');
    },
  };
}

function Delivered({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('monitors.preview')}>
      <Button
        size="xs"
        variant="default"
        loading={preview.isBusy}
        onClick={() => void preview.ask()}
      >
        {t('monitors.preview')}
      </Button>
      {preview.delivered !== undefined && (
        <>
          <p className="dimmed">{t('monitors.previewText')}</p>
          <pre className={`${classes.yaml} mono`}>{preview.delivered}</pre>
        </>
      )}
    </section>
  );
}

function useMonitorActions(form: Form<MonitorDraft>, stored: Monitor | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  return useStoredActions(form, {
    list: '/monitors',
    stored,
    told: (what, name) => t(`monitors.${what}`, { name }),
    create: () => call('monitors.create', { params: { owner }, body: inputOf(form.value) }),
    update: (revision) =>
      call('monitors.update', { params: { owner, id }, body: inputOf(form.value), revision }),
    remove: () => call('monitors.delete', { params: { owner, id } }),
    query: monitorQuery(call, owner, id),
  });
}
