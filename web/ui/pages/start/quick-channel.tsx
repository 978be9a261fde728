import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { ChannelFields } from '../channels/channel-fields.tsx';
import {
  blankChannel,
  type ChannelForm,
  channelDraft,
  checkChannel,
  inputOfChannel,
  isChannelForm,
} from '../channels/channel-form.ts';
import { ChannelTest } from '../channels/channel-test.tsx';
import classes from './start.module.css';

/** A channel with as few fields as it needs; the browser is chosen, because it needs nothing. */
export function QuickChannel({
  onMade,
  onCancel,
}: {
  readonly onMade: () => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { owner } = usePlace().parts;
  const form = useForm<ChannelForm>({
    key: `${user.id}/${owner}/start-channel`,
    base: '',
    initial: {
      ...blankChannel(user.language),
      kind: 'websocket',
      name: t('start.channel.firstName'),
    },
    isShape: isChannelForm,
    toDraft: channelDraft,
    validate: (value) => checkChannel(value, true, t),
  });
  const { isBusy, create } = useCreate(form, onMade);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void create();
  };
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      noValidate
      aria-label={t('channels.editor.newTitle')}
    >
      <ChannelFields form={form} stored={undefined} isBrief />
      <ChannelTest form={form} />
      <Fault form={form} />
      <div className={classes.actions}>
        <Button type="submit" size="xs" loading={isBusy}>
          {t('start.channel.create')}
        </Button>
        {onCancel !== undefined && (
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('forms.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}

function useCreate(form: Form<ChannelForm>, onMade: () => void) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const create = async () => {
    if (!form.check()) return;
    setIsBusy(true);
    form.setFault(undefined);
    try {
      await call('channels.create', { params: { owner }, body: inputOfChannel(form.value) });
      form.settle();
      await queryClient.invalidateQueries({ queryKey: [...ownerKey(owner), 'channels'] });
      onMade();
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, create };
}

/** What the service said, unless it says it at a field. */
function Fault({ form }: { readonly form: Form<ChannelForm> }) {
  const { t } = useTranslation();
  if (form.fault === undefined) return null;
  const { title, detail } = errorWords(form.fault, t);
  const findings = [...form.serverFindings.values()];
  return (
    <p className={classes.fault} role="alert">
      {title} {detail} {findings.join(' ')}
    </p>
  );
}
