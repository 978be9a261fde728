import { Button, MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiTokenInput } from '../../../contract/tenancy.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import formClasses from '../../forms/form-frame.module.css';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import classes from './administration.module.css';

const SPANS = ['week', 'month', 'quarter', 'year', 'never'] as const;
type Span = (typeof SPANS)[number];
const DAYS: Readonly<Record<Span, number>> = {
  week: 7,
  month: 30,
  quarter: 90,
  year: 365,
  never: Number.POSITIVE_INFINITY,
};
const DAY_MS = 86_400_000;

/** By whom it is used: what the kind of a token and its mark for the background come to. */
const USES = ['program', 'viewer', 'background'] as const;
type Use = (typeof USES)[number];
const KINDS = {
  program: { kind: 'scope' },
  viewer: { kind: 'grafana-data-source', background: false },
  background: { kind: 'grafana-data-source', background: true },
} as const satisfies Readonly<Record<Use, Pick<ApiTokenInput, 'kind' | 'background'>>>;

interface Wanted {
  readonly name: string;
  readonly use: Use;
  readonly permissions: string[];
  readonly span: Span;
}

function useMakeToken(onMade: (secret: string) => void) {
  const { call } = useServices();
  const { parts, node } = usePlace();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ name, use, permissions, span }: Wanted) =>
      call('tokens.create', {
        params: { owner: parts.owner },
        body: {
          name: name.trim(),
          ...KINDS[use],
          node: node.path,
          permissions,
          expiresAt:
            span === 'never' ? null : new Date(nowMs() + DAYS[span] * DAY_MS).toISOString(),
        },
      }),
    onSuccess: ({ secret }) => {
      void queryClient.invalidateQueries({ queryKey: ownerKey(parts.owner) });
      onMade(secret);
    },
  });
}

/** A token that acts in the scope that is shown, with some of one's own permissions. */
export function NewToken({
  onMade,
  onCancel,
}: {
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const { node } = usePlace();
  const [name, setName] = useState('');
  const [use, setUse] = useState<Use>('program');
  const [permissions, setPermissions] = useState<string[]>([]);
  const [span, setSpan] = useState<Span>('quarter');
  const make = useMakeToken(onMade);
  const isReady = name.trim() !== '' && permissions.length > 0;
  return (
    <form
      className={classes.newToken}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) make.mutate({ name, use, permissions, span });
      }}
    >
      <TextInput
        size="xs"
        label={t('tokens.name')}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <UseChoice use={use} onChange={setUse} />
      <MultiSelect
        size="xs"
        label={t('tokens.permissions')}
        description={t('tokens.permissionsHelp', { scope: node.path })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        searchable
        data={node.permissions.toSorted()}
        value={permissions}
        onChange={setPermissions}
      />
      <Select
        size="xs"
        label={t('tokens.expires')}
        allowDeselect={false}
        data={SPANS.map((value) => ({ value, label: t(`tokens.days.${value}`) }))}
        value={span}
        onChange={(chosen) => setSpan(SPANS.find((one) => one === chosen) ?? 'quarter')}
      />
      {make.error !== null && <Refusal error={make.error} />}
      <Actions isBusy={make.isPending} isReady={isReady} onCancel={onCancel} />
    </form>
  );
}

interface ActionsProps {
  readonly isBusy: boolean;
  readonly isReady: boolean;
  readonly onCancel: () => void;
}

function Actions({ isBusy, isReady, onCancel }: ActionsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.actions}>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t('forms.cancel')}
      </Button>
      <Button size="xs" type="submit" loading={isBusy} disabled={!isReady}>
        {t('tokens.make')}
      </Button>
    </div>
  );
}

interface UseProps {
  readonly use: Use;
  readonly onChange: (use: Use) => void;
}

function UseChoice({ use, onChange }: UseProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      size="xs"
      label={t('tokens.use.label')}
      value={use}
      onChange={(chosen) => onChange(USES.find((one) => one === chosen) ?? 'program')}
    >
      <Stack gap={8} mt={6}>
        {USES.map((one) => (
          <Radio
            key={one}
            size="xs"
            value={one}
            label={t(`tokens.use.${one}`)}
            description={t(`tokens.use.${one}Text`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Refusal({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const { title, detail } = errorWords(error, t);
  return (
    <div className={formClasses.wrong} role="alert">
      {title} {detail}
    </div>
  );
}
