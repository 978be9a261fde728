import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { EventRule } from '../../../contract/event-rules.ts';
import { eventRuleQuery } from '../../api/event-rule-queries.ts';
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
import { EventRuleFields } from './event-rule-fields.tsx';
import {
  blankEventRule,
  checkEventRule,
  EVENT_RULE_FIELDS,
  type EventRuleForm,
  formOfEventRule,
  inputOfEventRule,
  isEventRuleForm,
} from './event-rule-form.ts';

/** An event rule, new or stored. */
export function EventRulePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const ladder = useLadder();
  const back = (
    <Anchor component={Link} to={linkTo('/event-rules')} size="xs">
      {t('eventRules.back')}
    </Anchor>
  );
  if (id !== 'new') return <StoredEventRule id={id} back={back} />;
  return (
    <Page title={t('eventRules.newTitle')} before={back}>
      <EventRuleEditor stored={undefined} initial={blankEventRule(ladder[0] ?? '')} />
    </Page>
  );
}

function StoredEventRule({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery({ ...eventRuleQuery(call, owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const rule = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page title={found.data?.name ?? t('eventRules.title')} before={back}>
      {rule === undefined && found.error === null && <SkeletonRows />}
      {rule === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {rule !== undefined && (
        <EventRuleEditor
          key={`${rule.id}/${rule.revision}`}
          stored={rule}
          initial={formOfEventRule(rule)}
        />
      )}
    </Page>
  );
}

function EventRuleEditor({
  stored,
  initial,
}: {
  readonly stored: EventRule | undefined;
  readonly initial: EventRuleForm;
}) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const go = useGo();
  const linkTo = useLinkTo();
  const form = useForm<EventRuleForm>({
    key: `${user.id}/${owner}/event-rule/${stored?.id ?? 'new'}`,
    base: stored === undefined ? '' : String(stored.revision),
    initial,
    isShape: isEventRuleForm,
    validate: (value) => checkEventRule(value, t),
  });
  const actions = useEventRuleActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  return (
    <FormFrame
      form={form}
      fields={EVENT_RULE_FIELDS}
      isNew={stored === undefined}
      isBusy={actions.isBusy}
      isReadOnly={isReadOnly}
      locksFields
      onSave={() => void actions.save()}
      onCancel={() => {
        form.settle();
        go(linkTo('/event-rules'));
      }}
      onConflict={(choice) => void actions.settleConflict(choice)}
      destructive={
        stored !== undefined &&
        !isReadOnly && (
          <DeleteButton
            title={t('eventRules.deleteTitle', { name: stored.name })}
            text={t('eventRules.deleteText')}
            confirm={t('eventRules.deleteConfirm')}
            onDelete={actions.remove}
          />
        )
      }
    >
      <EventRuleFields form={form} />
    </FormFrame>
  );
}

function useEventRuleActions(form: Form<EventRuleForm>, stored: EventRule | undefined) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  const body = () => inputOfEventRule(form.value);
  return useStoredActions(form, {
    list: '/event-rules',
    stored,
    told: (what, name) => t(`eventRules.${what}`, { name }),
    create: () => call('eventRules.create', { params: { owner }, body: body() }),
    update: (revision) =>
      call('eventRules.update', { params: { owner, id }, body: body(), revision }),
    remove: () => call('eventRules.delete', { params: { owner, id } }),
    query: eventRuleQuery(call, owner, id),
  });
}
