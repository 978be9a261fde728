import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Inhibition } from '../../../contract/inhibitions.ts';
import { inhibitionQuery } from '../../api/inhibition-queries.ts';
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
import { InhibitionFields } from './inhibition-fields.tsx';
import {
  BLANK_INHIBITION,
  checkInhibition,
  formOfInhibition,
  type InhibitionForm,
  inhibitionFields,
  inputOfInhibition,
  isInhibitionForm,
} from './inhibition-form.ts';

/** An inhibition rule, new or stored. */
export function InhibitionPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const back = (
    <Anchor component={Link} to={linkTo('/inhibitions')} size="xs">
      {t('inhibitions.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredInhibition id={id} back={back} />;
  return (
    <Page title={t('inhibitions.newTitle')} before={back}>
      <InhibitionEditor stored={undefined} initial={BLANK_INHIBITION} />
    </Page>
  );
}

function StoredInhibition({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...inhibitionQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const rule = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('inhibitions.title')} before={back}>
      {rule === undefined && found.error === null && <SkeletonRows />}
      {rule === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {rule !== undefined && (
        <InhibitionEditor
          key={`${rule.id}/${rule.revision}`}
          stored={rule}
          initial={formOfInhibition(rule)}
        />
      )}
    </Page>
  );
}

function InhibitionEditor({
  stored,
  initial,
}: {
  readonly stored: Inhibition | undefined;
  readonly initial: InhibitionForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<InhibitionForm>({
    key: `${user.id}/${owner}/inhibition/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isInhibitionForm,
    validate: (value) => checkInhibition(value, t),
  });
  const actions = useInhibitionActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  return (
    <FormFrame
      form={form}
      fields={inhibitionFields(form.value)}
      isNew={stored === undefined}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      locksFields
      onSave={() => void actions.save()}
      onCancel={() => {
        form.settle();
        go(linkTo('/inhibitions'));
      }}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        stored !== undefined &&
        !isReadOnly && (
          <DeleteButton
            title={t('inhibitions.deleteTitle', { name: stored.name })}
            text={t('inhibitions.deleteText')}
            confirm={t('inhibitions.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      <InhibitionFields form={form} />
    </FormFrame>
  );
}

function useInhibitionActions(form: Form<InhibitionForm>, stored: Inhibition | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  const body = () => inputOfInhibition(form.value);
  return useStoredActions(form, {
    list: '/inhibitions',
    stored,
    told: (what, name) => t(`inhibitions.${what}`, { name }),
    create: () => call('inhibitions.create', { params: { owner }, body: body() }),
    update: (revision) =>
      call('inhibitions.update', { params: { owner, id }, body: body(), revision }),
    remove: () => call('inhibitions.delete', { params: { owner, id } }),
    query: inhibitionQuery(call, owner, id),
  });
}
