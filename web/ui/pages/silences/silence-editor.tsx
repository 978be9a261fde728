import { Button, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Silence } from '../../../contract/silences.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useZone } from '../../time/zone.ts';
import { checkSilence, silenceFields } from './check-silence.ts';
import { MatchersField } from './matchers-field.tsx';
import { useSilenceActions } from './save-silence.ts';
import { ScheduleField } from './schedule-field.tsx';
import { isSilenceForm, type SilenceForm } from './silence-form.ts';
import { SilencePreviewPanel } from './silence-preview.tsx';
import classes from './silences.module.css';

/** The form of a silence, beside it what it would mute. */
export function SilenceEditor({
  stored,
  initial,
}: {
  readonly stored: Silence | undefined;
  readonly initial: SilenceForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const zone = useZone();
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<SilenceForm>({
    key: `${user.id}/${owner}/silence/${stored?.id ?? `new ${initial.scope} ${JSON.stringify(initial.matchers)}`}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isSilenceForm,
    validate: (value) => checkSilence(value, zone, t),
  });
  const actions = useSilenceActions(form, stored);
  const isReadOnly = !may(scopes, nodeOf(form.value.scope), 'silences:write');
  const cancel = () => {
    form.settle();
    go(linkTo('/silences'));
  };
  return (
    <div className={classes.columns}>
      <FormFrame
        form={form}
        fields={silenceFields(form.value)}
        isNew={stored === undefined}
        isBusy={actions.isBusy}
        isReadOnly={isReadOnly}
        locksFields
        onSave={() => void actions.save()}
        onCancel={cancel}
        onConflict={(choice) => void actions.settleConflict(choice)}
        destructive={
          stored !== undefined &&
          !isReadOnly && (
            <>
              {stored.state !== 'expired' && <ExpireButton silence={stored} onDone={cancel} />}
              <DeleteButton
                title={t('silences.remove.title')}
                text={t('silences.remove.text')}
                confirm={t('silences.remove.confirm')}
                onDelete={actions.remove}
              />
            </>
          )
        }
      >
        <Fields form={form} isNew={stored === undefined} />
      </FormFrame>
      {form.value.kind !== 'blacklist' && !isReadOnly && <SilencePreviewPanel form={form} />}
    </div>
  );
}

function Fields({ form, isNew }: { readonly form: Form<SilenceForm>; readonly isNew: boolean }) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  return (
    <Stack gap="md">
      {isNew && (
        <SegmentedControl
          size="xs"
          aria-label={t('silences.editor.kind')}
          value={value.kind}
          data={(['silence', 'maintenance'] as const).map((kind) => ({
            value: kind,
            label: t(`silences.kind.${kind}`),
          }))}
          onChange={(kind) =>
            form.change({ ...value, kind: kind === 'maintenance' ? kind : 'silence' }, '/kind')
          }
        />
      )}
      <div className="small">
        {t(
          value.kind === 'maintenance'
            ? 'silences.editor.whereMaintenance'
            : 'silences.editor.where',
        )}{' '}
        <span className="mono">{value.scope}</span>
        {isNew && <div className="dimmed">{t('silences.editor.whereHelp')}</div>}
      </div>
      {value.kind !== 'blacklist' && (
        <MatchersField
          matchers={value.matchers}
          errorAt={errorAt}
          onBlur={blur}
          onChange={(matchers, field) => form.change({ ...value, matchers }, field)}
        />
      )}
      <ScheduleField form={form} />
      <Textarea
        label={t('silences.editor.reason')}
        description={t('silences.editor.reasonHelp')}
        autosize
        maxRows={6}
        value={value.reason}
        error={errorAt('/reason')}
        onBlur={() => blur('/reason')}
        onChange={(event) =>
          form.change({ ...value, reason: event.currentTarget.value }, '/reason')
        }
      />
    </Stack>
  );
}

function ExpireButton({
  silence: { id, owner },
  onDone,
}: {
  readonly silence: Silence;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const expire = async () => {
    await call('silences.expire', { params: { owner, id } });
    notifications.show({ message: t('silences.told.expired') });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    onDone();
  };
  return (
    <Button size="sm" variant="default" onClick={() => void expire()}>
      {t('silences.expire')}
    </Button>
  );
}
