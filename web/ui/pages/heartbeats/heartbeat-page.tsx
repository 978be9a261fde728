import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { heartbeatQuery } from '../../api/heartbeat-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { type Form, useForm } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { HeartbeatFields } from './heartbeat-fields.tsx';
import {
  blankHeartbeat,
  checkHeartbeat,
  formOfHeartbeat,
  type HeartbeatForm,
  heartbeatFields,
  inputOfHeartbeat,
  isHeartbeatForm,
} from './heartbeat-form.ts';
import { HeartbeatToken } from './heartbeat-token.tsx';

/** A heartbeat, new or stored. */
export function HeartbeatPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const ladder = useLadder();
  const back = (
    <Anchor component={Link} to={linkTo('/heartbeats')} size="xs">
      {t('heartbeats.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredHeartbeat id={id} back={back} />;
  return (
    <Page title={t('heartbeats.newTitle')} before={back}>
      <HeartbeatEditor stored={undefined} initial={blankHeartbeat(ladder[0] ?? '')} />
    </Page>
  );
}

function StoredHeartbeat({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...heartbeatQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const heartbeat = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('heartbeats.title')} before={back}>
      {heartbeat === undefined && found.error === null && <SkeletonRows />}
      {heartbeat === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {heartbeat !== undefined && (
        <HeartbeatEditor
          key={`${heartbeat.id}/${heartbeat.revision}`}
          stored={heartbeat}
          initial={formOfHeartbeat(heartbeat)}
        />
      )}
    </Page>
  );
}

function HeartbeatEditor({
  stored,
  initial,
}: {
  readonly stored: Heartbeat | undefined;
  readonly initial: HeartbeatForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<HeartbeatForm>({
    key: `${user.id}/${owner}/heartbeat/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isHeartbeatForm,
    validate: (value) => checkHeartbeat(value, t),
  });
  const actions = useHeartbeatActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  return (
    <FormFrame
      form={form}
      fields={heartbeatFields(form.value)}
      isNew={stored === undefined}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      locksFields
      onSave={() => void actions.save()}
      onCancel={() => {
        form.settle();
        go(linkTo('/heartbeats'));
      }}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        stored !== undefined &&
        !isReadOnly && (
          <DeleteButton
            title={t('heartbeats.deleteTitle', { name: stored.name })}
            text={t('heartbeats.deleteText')}
            confirm={t('heartbeats.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      <HeartbeatFields form={form} isNew={stored === undefined} />
    </FormFrame>
  );
}

function useHeartbeatActions(form: Form<HeartbeatForm>, stored: Heartbeat | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  const body = () => inputOfHeartbeat(form.value);
  return useStoredActions(form, {
    list: '/heartbeats',
    stored,
    told: (what, name) => t(`heartbeats.${what}`, { name }),
    create: async () =>
      showToken(await call('heartbeats.create', { params: { owner }, body: body() })),
    update: async (revision) =>
      showToken(await call('heartbeats.update', { params: { owner, id }, body: body(), revision })),
    remove: () => call('heartbeats.delete', { params: { owner, id } }),
    query: heartbeatQuery(call, owner, id),
  });
}

/** It stays until somebody closes it: nobody can read it again. */
function showToken(heartbeat: Heartbeat): Heartbeat {
  const { token, pingPath, name } = heartbeat;
  if (token !== null && pingPath !== null) {
    notifications.show({
      title: name,
      message: <HeartbeatToken path={pingPath} token={token} />,
      autoClose: false,
    });
  }
  return heartbeat;
}
