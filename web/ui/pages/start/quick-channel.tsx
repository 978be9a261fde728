import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { kindNamed } from '../../notify/kind-named.ts';
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

/** A channel with as few fields as it needs; a kind that needs nothing is chosen at first. */
export function QuickChannel({
  kinds,
  onMade,
  onCancel,
}: {
  readonly kinds: readonly ChannelKind[];
  readonly onMade: () => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { user } = useSession();
  const { owner } = usePlace().parts;
  const first = kinds.find(({ fields }) => fields.length === 0) ?? kinds[0];
  const form = useForm<ChannelForm>({
    key: `${user.id}/${owner}/start-channel`,
    base: '',
    initial: {
      ...blankChannel(user.language, first?.name ?? ''),
      name: t('start.channel.firstName'),
    },
    isShape: isChannelForm,
    toDraft: (value) => channelDraft(value, kinds),
    validate: (value) =>
      checkChannel(value, kindNamed(kinds, value.kind), { isNew: true, t, words }),
  });
  const kind = kindNamed(kinds, form.value.kind);
  const { isBusy, create } = useCreate(form, kind, onMade);
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
      <ChannelFields form={form} kinds={kinds} stored={undefined} isBrief />
      <ChannelTest form={form} kind={kind} />
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

function useCreate(form: Form<ChannelForm>, kind: ChannelKind, onMade: () => void) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const create = async () => {
    if (!form.check()) return;
    setIsBusy(true);
    form.setFault(undefined);
    try {
      await call('channels.create', { params: { owner }, body: inputOfChannel(form.value, kind) });
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
