import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RouteReceiver } from '../../../contract/route-trees.ts';
import { policiesQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import type { Form } from '../../forms/use-form.ts';
import { ChannelSelect } from '../../notify/channel-select.tsx';
import { GroupingField } from '../../notify/grouping-field.tsx';
import { RepeatField } from '../../notify/repeat-field.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { WindowsField } from '../policies/windows-field.tsx';
import { MatchersField } from './matchers-field.tsx';
import type { RouteForm, RoutesForm } from './route-form.ts';
import classes from './routes.module.css';

interface Props {
  readonly form: Form<RoutesForm>;
  readonly route: RouteForm;
  readonly index: number;
}

/** The fields of one route. */
export function RouteFields({ form, route, index }: Props) {
  const { t } = useTranslation();
  const { routes } = form.value;
  const isRoot = route.parent === null;
  const at = (field: string) => `${pointer('routes', index)}${field}`;
  const errorAt = (field: string) => form.errorAt(at(field));
  const blur = (field: string) => form.blur(at(field));
  const set = (change: Partial<RouteForm>, field: string) =>
    form.change({ routes: routes.with(index, { ...route, ...change }) }, at(field));
  return (
    <fieldset className={`${formClasses.fieldset} ${classes.fields}`}>
      <legend className={formClasses.legend}>
        {t('routes.editor.legend', { name: route.name })}
      </legend>
      <Stack gap="md">
        <TextInput
          label={t('routes.editor.name')}
          maxLength={120}
          value={route.name}
          error={errorAt('/name')}
          onBlur={() => blur('/name')}
          onChange={(event) => set({ name: event.currentTarget.value }, '/name')}
        />
        {!isRoot && (
          <MatchersField
            matchers={route.matchers}
            errorAt={errorAt}
            onBlur={blur}
            onChange={(matchers, field) => set({ matchers }, field)}
          />
        )}
        {!isRoot && (
          <Checkbox
            size="xs"
            label={t('routes.editor.continues')}
            checked={route.continues}
            onChange={(event) => set({ continues: event.currentTarget.checked }, '/continues')}
          />
        )}
        <ReceiverFields
          receiver={route.receiver}
          isRoot={isRoot}
          error={errorAt('/receiver')}
          onChange={(receiver) => set({ receiver }, '/receiver')}
        />
        <TellingFields route={route} errorAt={errorAt} onBlur={blur} onChange={set} />
      </Stack>
    </fieldset>
  );
}

/** How often again, with what, and when. */
function TellingFields({
  route,
  errorAt,
  onBlur,
  onChange,
}: {
  readonly route: RouteForm;
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (change: Partial<RouteForm>, field: string) => void;
}) {
  const { t } = useTranslation();
  const isRoot = route.parent === null;
  return (
    <>
      <RepeatField
        label={t('routes.editor.repeat')}
        inherited={isRoot ? t('policies.repeat.never') : t('routes.editor.asAbove')}
        value={route.repeat}
        error={errorAt('/repeat')}
        onChange={(repeat) => onChange({ repeat }, '/repeat')}
      />
      <GroupingField
        {...(isRoot ? {} : { inherited: t('routes.editor.asAbove') })}
        value={route.grouping}
        error={errorAt('/grouping')}
        onChange={(grouping) => onChange({ grouping }, '/grouping')}
      />
      <Checkbox
        size="xs"
        label={t('routes.editor.ownWindows')}
        checked={route.windows !== null}
        onChange={(event) =>
          onChange({ windows: event.currentTarget.checked ? [] : null }, '/windows')
        }
      />
      {route.windows !== null && (
        <WindowsField
          windows={route.windows}
          errorAt={errorAt}
          onBlur={onBlur}
          onChange={(windows, field) => onChange({ windows }, field)}
        />
      )}
    </>
  );
}

const KINDS = ['inherit', 'channels', 'policy', 'default', 'nobody'] as const;

function ReceiverFields({
  receiver,
  isRoot,
  error,
  onChange,
}: {
  readonly receiver: RouteReceiver;
  readonly isRoot: boolean;
  readonly error: string | undefined;
  readonly onChange: (receiver: RouteReceiver) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const policies = useQuery(policiesQuery(call, owner)).data ?? [];
  const kinds = KINDS.filter((kind) => !isRoot || kind !== 'inherit');
  const choose = (chosen: string | null) => {
    const kind = KINDS.find((each) => each === chosen) ?? 'default';
    if (kind === 'channels') onChange({ kind, channels: [] });
    else onChange(kind === 'policy' ? { kind, policy: policies[0]?.id ?? '' } : { kind });
  };
  return (
    <Stack gap={6}>
      <Select
        size="xs"
        label={t('routes.editor.receiver')}
        allowDeselect={false}
        data={kinds.map((kind) => ({ value: kind, label: t(`routes.receiver.${kind}`) }))}
        value={receiver.kind}
        onChange={choose}
      />
      {receiver.kind === 'channels' && (
        <ChannelSelect
          size="xs"
          label={t('routes.receiver.channels')}
          value={receiver.channels}
          error={error}
          onChange={(channels) => onChange({ kind: 'channels', channels: [...channels] })}
        />
      )}
      {receiver.kind === 'policy' && (
        <Select
          size="xs"
          label={t('routes.editor.policy')}
          allowDeselect={false}
          data={policies.map(({ id, name }) => ({ value: id, label: name }))}
          value={receiver.policy === '' ? null : receiver.policy}
          error={error}
          onChange={(policy) => onChange({ kind: 'policy', policy: policy ?? '' })}
        />
      )}
    </Stack>
  );
}
